-- Coverage once more: what a refusal was before it was accepted after all, which list is the newest, and what is under way.

create index afkeuring_voorheen_dag on beheer.afkeuring_voorheen (organisatie, ontvangen);

-- As in 021, and a levering that was refused on the peildatum and accepted later (beheer.afkeuring_voorheen) is refused there.
create or replace function rapport.dekking_op(
  eerste date, laatste date, peildatum date default current_date, termijn integer default 1, doortrekken boolean default false)
returns table (organisatie text, dataset text, frequentie text, periode text, van date, tot date, uiterlijk date,
  uitkomst text)
language plpgsql stable set jit = off as $$
#variable_conflict use_column
begin
  return query with verwacht as (
    select p.organisatie, p.dataset, p.frequentie, p.dataset in ('jw', 'wmo') as is_bericht,
      kalender.eind, (kalender.eind + 1 + make_interval(months => f.maanden))::date - 1 as volgend_eind,
      greatest(p.geldig_van, kalender.begin) as van, least(p.geldig_tot, kalender.eind) as tot,
      case f.maanden
        when 1 then to_char(kalender.begin, 'YYYY-MM')
        when 3 then to_char(kalender.begin, 'YYYY"-K"Q')
        when 6 then to_char(kalender.begin, 'YYYY"-H"') || (extract(month from kalender.begin)::integer + 5) / 6
        else to_char(kalender.begin, 'YYYY')
      end as periode
    from beheer.leveringsplan p
    join (values ('maand', 1), ('kwartaal', 3), ('halfjaar', 6), ('jaar', 12)) as f (frequentie, maanden) using (frequentie)
    cross join lateral (select greatest(p.geldig_van, eerste) as dag) as eerst
    cross join lateral generate_series(
      make_date(extract(year from eerst.dag)::integer, (extract(month from eerst.dag)::integer - 1) / f.maanden * f.maanden + 1, 1)::timestamp,
      least(p.geldig_tot, laatste, peildatum)::timestamp, make_interval(months => f.maanden)) as moment
    cross join lateral (
      select moment::date as begin, (moment + make_interval(months => f.maanden))::date - 1 as eind
    ) as kalender
    where p.bekend_van <= peildatum and p.bekend_tot > peildatum
      and least(p.geldig_tot, kalender.eind) between eerste and peildatum
  ),
  geleverd as materialized (
    select v.*,
      case when v.is_bericht then v.tot else (v.tot + 1 + make_interval(months => termijn))::date - 1 end as uiterlijk,
      case when v.is_bericht then v.van else v.eind + 1 end as ontvangen_van,
      case when v.is_bericht then v.tot else v.volgend_eind end as ontvangen_tot,
      case when v.is_bericht then exists (
        select from beheer.levering l
        where l.ontvangen between v.van and v.tot and l.organisatie = v.organisatie
          and l.soort like case v.dataset when 'jw' then 'JW%' else 'WMO%' end
          and l.oordeel <> 'afgekeurd' and l.bekend_van <= peildatum
      ) else coalesce((
        select range_agg(daterange(coalesce(l.periode_van, v.van), coalesce(l.periode_tot, v.tot), '[]'))
          @> daterange(v.van, v.tot, '[]')
        from beheer.levering l
        where l.soort = v.dataset and l.soort in ('traject', 'indicator') and l.organisatie = v.organisatie
          and l.oordeel <> 'afgekeurd' and l.bekend_van <= peildatum
          and case
            when l.periode_tot is null then l.ontvangen between v.eind + 1 and v.volgend_eind
            else l.periode_van <= v.tot and l.periode_tot >= v.van
          end
      ), false) end as is_ontvangen
    from verwacht v
  )
  select g.organisatie, g.dataset, g.frequentie, g.periode, g.van, g.tot, g.uiterlijk,
    case
      when g.is_ontvangen then 'ontvangen'
      when doorlopend.aanbieder is not null then 'doorgetrokken'
      when geweigerd.is_afgekeurd then 'afgekeurd'
      when geweigerd.zonder_overeenkomst or not exists (
        select from beheer.overeenkomst o
        where o.organisatie = g.organisatie and o.dataset = g.dataset
          and o.bekend_van <= peildatum and o.bekend_tot > peildatum
          and o.geldig_van <= g.uiterlijk and o.geldig_tot >= g.van) then 'geen_overeenkomst'
      when g.uiterlijk >= peildatum then 'verwacht'
      else 'te_laat'
    end
  from geleverd g
  left join lateral (
    select bool_or(not zonder_overeenkomst) as is_afgekeurd, bool_or(zonder_overeenkomst) as zonder_overeenkomst
    from (
      select exists (select from beheer.melding m where m.levering = l.id and m.code = 'OVEREENKOMST') as zonder_overeenkomst
      from beheer.levering l
      where not g.is_ontvangen
        and l.oordeel = 'afgekeurd' and l.bekend_van <= peildatum and l.organisatie = g.organisatie
        and l.ontvangen between g.ontvangen_van and g.ontvangen_tot
        and case g.dataset when 'jw' then l.soort like 'JW%' when 'wmo' then l.soort like 'WMO%' else l.soort = g.dataset end
      union all
      select bool_or(v.code = 'OVEREENKOMST')
      from beheer.afkeuring_voorheen v
      where not g.is_ontvangen
        and v.bekend_van <= peildatum and v.bekend_tot > peildatum and v.organisatie = g.organisatie
        and v.ontvangen between g.ontvangen_van and g.ontvangen_tot
        and case g.dataset when 'jw' then v.soort like 'JW%' when 'wmo' then v.soort like 'WMO%' else v.soort = g.dataset end
      group by v.levering
    ) as weigering
  ) as geweigerd on true
  left join rapport.open_na_lijst(eerste, 'infinity', peildatum) as doorlopend
    on doortrekken and g.dataset = 'traject' and doorlopend.aanbieder = g.organisatie
    and doorlopend.tot < g.tot and doorlopend.eerste_start <= g.tot;
end
$$;

-- The order of 021, in one place for the cut and for who asks which list made it (`sluis report diff`).
create function dwh.nieuwste_lijst(peildatum date) returns table (aanbieder text, levering uuid, tot date)
language sql stable parallel safe as $$
  select distinct on (organisatie) organisatie, id, periode_tot
  from beheer.levering
  where soort = 'traject' and soort in ('traject', 'indicator') and oordeel <> 'afgekeurd' and bekend_van <= peildatum
  order by organisatie, ontvangen desc, regexp_replace(naam, '~[0-9]+$', '') collate "C" desc,
    coalesce(substring(naam from '~([0-9]+)$')::numeric, 1) desc, id desc
$$;
comment on function dwh.nieuwste_lijst is 'De nieuwste trajectlijst van elke aanbieder zoals bekend op de peildatum, en de laatste dag van haar periode; tot is leeg als zij er geen noemt.';

create or replace function dwh.lijst_einde(peildatum date) returns table (aanbieder text, tot date)
language sql stable parallel safe as $$
  select aanbieder, tot from dwh.nieuwste_lijst(peildatum) where tot is not null
$$;

-- Who may read figures may know how many gegevens none of them has yet; the gegevens themselves are beheer's.
create view rapport.onderweg as
select count(*) as gegevens from beheer.te_vouwen;
comment on view rapport.onderweg is 'Een rij: wat is opgeslagen en nog in geen feit staat.';
comment on column rapport.onderweg.gegevens is 'Aantal gegevens dat wacht op de lader van zijn cliënt (beheer.te_vouwen).';

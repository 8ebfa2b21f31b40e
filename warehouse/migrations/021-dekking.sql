-- Coverage: who delivered what for which period, and how far the newest list of an aanbieder goes.
--
-- Readings, where the definition leaves room:
-- * A levering is known from the day of receipt, or from the first open day when that one was closed when it was first
--   stored: as its events. What was refused is known in the same way, and counts for nothing but its refusal; also on the
--   days before it was accepted after all (beheer.afkeuring_voorheen).
-- * The newest list of an aanbieder is the accepted one with the latest day of receipt, of one day the last by name (what
--   stands before a ~ in bytes, then the number); order of arrival means nothing. Its period decides, whatever earlier
--   lists said: a list without one cuts nothing off.
-- * A message says nothing of a period: it counts for the period in which it was received. Its Dagtekening is no better a
--   period, is not known of what was refused, and stands only with the events. A list counts for the days of its
--   sluis-periode, and a period is received when the accepted lists cover all of it. A list without one counts for the
--   period of the plan before the one in which it was received, and so does a list that was refused.
-- * Periods are those of the calendar, cut to the days on which the row of the plan holds. A period is expected once it is
--   over. Messages are due by its last day; a list some months later (termijn, of which the last day is the end of the month
--   for a period that ends a month).
-- * An agreement is lacking when none was in force on any day from the first of the period to the one on which it is due.

-- Lists and refusals are few among messages. Messages are looked up by sender and day: a few senders have a last day each,
-- and that is where new ones go, so the index costs hardly anything while loading.
create index levering_lijst on beheer.levering (soort, organisatie, ontvangen) where soort in ('traject', 'indicator');
create index levering_dag on beheer.levering (organisatie, ontvangen);
create index levering_weigering on beheer.levering (organisatie, ontvangen) where oordeel = 'afgekeurd';
create index afkeuring_voorheen_dag on beheer.afkeuring_voorheen (organisatie, ontvangen);

-- The order in one place, for the cut and for who asks which list made it (`sluis report diff`).
create function dwh.nieuwste_lijst(peildatum date) returns table (aanbieder text, levering uuid, tot date)
language sql stable parallel safe as $$
  select distinct on (organisatie) organisatie, id, periode_tot
  from beheer.levering
  where soort = 'traject' and soort in ('traject', 'indicator') and oordeel <> 'afgekeurd' and bekend_van <= peildatum
  order by organisatie, ontvangen desc, regexp_replace(naam, '~[0-9]+$', '') collate "C" desc,
    coalesce(substring(naam from '~([0-9]+)$')::numeric, 1) desc, id desc
$$;
comment on function dwh.nieuwste_lijst is 'De nieuwste trajectlijst van elke aanbieder zoals bekend op de peildatum, en de laatste dag van haar periode; tot is leeg als zij er geen noemt.';

create function dwh.lijst_einde(peildatum date) returns table (aanbieder text, tot date)
language sql stable parallel safe as $$
  select aanbieder, tot from dwh.nieuwste_lijst(peildatum) where tot is not null
$$;
comment on function dwh.lijst_einde is 'Van elke aanbieder de laatste dag van de periode van zijn nieuwste trajectlijst (sluis-periode) zoals bekend op de peildatum; zonder rij als die lijst geen periode noemt.';

-- A list that only says again what was known is something known too: it says how far.
create or replace view dwh.stand as
select max(dag) as dag
from (
  select greatest(max(bekend_van), max(bekend_tot) filter (where bekend_tot < 'infinity')) from dwh.traject
  union all
  select greatest(max(bekend_van), max(bekend_tot) filter (where bekend_tot < 'infinity')) from dwh.onderbreking
  union all
  select greatest(max(bekend_van), max(bekend_tot) filter (where bekend_tot < 'infinity')) from dwh.dim_product
  where bekend_van > '-infinity' or bekend_tot < 'infinity'
  union all
  select max(bekend_van) from beheer.levering
  where soort = 'traject' and soort in ('traject', 'indicator') and oordeel <> 'afgekeurd'
) as laatste (dag);
comment on column dwh.stand.dag is 'Laatste dag waarop een traject, onderbreking of product in een nieuwe versie bekend werd, of een trajectlijst.';

-- As in 010, and of an open traject from a list no days after the period of the newest list of its aanbieder.
create or replace view dwh.traject_maand as
with product as (
  select p.*, lag(geldig_tot, 1, '-infinity') over (partition by domein, code order by geldig_van) as vorige_tot
  from dwh.dim_product p
  where bekend_tot = 'infinity'
),
-- of each code the whole of time: its rows, and as rows without values what lies before, between and after them
indeling as (
  select domein, code, geldig_van as van, geldig_tot as tot, geldig_van as rij_van, segment, intensiteit, bekostiging, contract
  from product
  union all
  select domein, code, vorige_tot + 1, geldig_van - 1, null, null, null, null, null
  from product
  where geldig_van > vorige_tot + 1
  union all
  select domein, code, max(geldig_tot) + 1, 'infinity', null, null, null, null, null
  from product
  group by domein, code
  having max(geldig_tot) < 'infinity'
),
-- van and tot of an onderbreking are days of care, those between are not; one that lasts has no last day yet
onderbroken as (
  select pseudoniem, traject as sleutel, array_agg(van + 1) as eerste, array_agg(coalesce(tot - 1, 'infinity')) as laatste
  from dwh.onderbreking
  where bekend_tot = 'infinity'
  group by pseudoniem, traject
),
-- no list is known later than dwh.stand
lopend as (
  select t.*, least(t.gestopt, stand.dag, lijst.tot) as laatste_dag
  from dwh.traject t
  join dwh.stand on t.gestart <= stand.dag
  left join dwh.lijst_einde('infinity') as lijst
    on t.bron = 'lijst' and lijst.aanbieder = t.aanbieder and coalesce(t.gestopt > stand.dag, true)
  where t.bekend_tot = 'infinity'
),
stuk as (
  select
    t.*, i.rij_van, i.segment, i.intensiteit, i.bekostiging, i.contract,
    greatest(t.gestart, i.van) as stuk_van,
    least(t.laatste_dag, i.tot) as stuk_tot
  from lopend t
  left join indeling i
    on i.domein = t.domein and i.code = t.product
    and i.tot >= t.gestart and i.van <= t.laatste_dag
  where t.gestart <= t.laatste_dag
)
select
  s.pseudoniem, s.sleutel, s.bron, s.domein,
  coalesce(s.gemeente, 'onbekend') as gemeente,
  s.aanbieder, s.categorie,
  coalesce(s.product, 'onbekend') as product,
  s.rij_van as product_geldig_van,
  coalesce(s.segment, 'onbekend') as segment,
  coalesce(s.intensiteit, 'onbekend') as intensiteit,
  coalesce(s.bekostiging, 'onbekend') as bekostiging,
  coalesce(s.contract, 'onbekend') as contract,
  coalesce(s.voorziening, 'onbekend') as voorziening,
  coalesce(s.team, 'onbekend') as team,
  deel.maand, deel.van, deel.tot,
  deel.tot - deel.van + 1 - onderbreking.dagen as dagen,
  onderbreking.dagen as dagen_onderbroken
from stuk s
cross join lateral (
  select
    eerste::date as maand,
    greatest(s.stuk_van, eerste::date) as van,
    least(s.stuk_tot, (eerste + interval '1 month')::date - 1) as tot
  from generate_series(date_trunc('month', s.stuk_van::timestamp), s.stuk_tot::timestamp, '1 month') as eerste
) as deel
left join onderbroken using (pseudoniem, sleutel)
cross join lateral (
  select case when onderbroken.eerste is null then 0 else (
    select sum(greatest(0, least(o.laatste, deel.tot) - greatest(o.eerste, deel.van) + 1))::integer
    from unnest(onderbroken.eerste, onderbroken.laatste) as o (eerste, laatste)
  ) end as dagen
  offset 0 -- counts once a row, not once for every use
) as onderbreking;
comment on view dwh.traject_maand is 'Dagen zorg per gestart traject en maand, zoals nu bekend. Een rij per traject, maand en rij van de productentabel: verandert de indeling van het product in een maand, dan zijn er twee. Open trajecten tellen mee tot en met dwh.stand, en uit een lijst niet verder dan de periode van de nieuwste lijst van hun aanbieder.';
comment on view rapport.traject_maand is 'Dagen zorg per gestart traject en maand, zoals nu bekend. Een rij per traject, maand en rij van de productentabel. Open trajecten tellen mee tot en met rapport.stand, en uit een lijst niet verder dan de periode van de nieuwste lijst van hun aanbieder.';
comment on view rapport.stand is 'Een rij: de laatste dag waarvan iets bekend is. Tot en met die dag tellen open trajecten mee in rapport.traject_maand.';
comment on column rapport.stand.dag is 'Laatste dag waarop een traject, onderbreking of product in een nieuwe versie bekend werd, of een trajectlijst.';

-- Open trajecten from lists that run on after the period of the newest list of their aanbieder, with a day of
-- eerste..laatste after it and not after the peildatum. Under every report: counted once for all aanbieders, and found by the index.
create index traject_lijst on dwh.traject (aanbieder) where bron = 'lijst';

create function rapport.open_na_lijst(eerste date, laatste date, peildatum date)
returns table (aanbieder text, tot date, trajecten bigint, eerste_start date)
language sql stable as $$
  select t.aanbieder, lijst.tot, t.trajecten, t.eerste_start
  from (
    select aanbieder, count(*) as trajecten, min(gestart) as eerste_start
    from dwh.traject
    where bron = 'lijst' and bekend_van <= peildatum and bekend_tot > peildatum
      and gestart <= least(laatste, peildatum) and coalesce(gestopt > peildatum, true)
    group by aanbieder
  ) as t
  join dwh.lijst_einde(peildatum) as lijst on lijst.aanbieder = t.aanbieder
  where lijst.tot < least(laatste, peildatum) and eerste <= least(laatste, peildatum)
$$;
comment on function rapport.open_na_lijst is 'Per aanbieder de open trajecten uit lijsten die in de periode doorlopen na de laatste dag van de periode van zijn nieuwste lijst, zoals bekend op de peildatum: aantal, die laatste dag, en de dag waarop het eerste begon.';

-- What the plan expects of the periods with a day in eerste..laatste that are over on the peildatum, and what became of it.
-- In plpgsql, so that it is planned for the days that are asked and what gives those is not asked again for every row.
create function rapport.dekking_op(
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
comment on function rapport.dekking_op is 'Wat volgens het leveringsplan is verwacht over de perioden met een dag in eerste..laatste die op de peildatum voorbij zijn, en wat ervan is geworden; de kolommen zijn die van rapport.dekking. termijn: zoveel maanden na de periode is een lijst te laat. doortrekken: wat ontbreekt en waarvan open trajecten doortellen heet doorgetrokken.';

create function rapport.dekking_begin() returns date
language sql stable as $$
  select coalesce(least(
    (select min(ontvangen) from beheer.levering),
    (select min(periode_van) from beheer.levering where soort in ('traject', 'indicator'))), current_date)
$$;
comment on function rapport.dekking_begin is 'De eerste dag waarop of waarover iets is ontvangen.';

-- By sender, so that it is a few looks into an index.
create function rapport.ontvangen_tot_en_met(peildatum date) returns date
language sql stable as $$
  with recursive afzender as (
    (select organisatie from beheer.levering order by organisatie limit 1)
    union all
    select (select l.organisatie from beheer.levering l where l.organisatie > a.organisatie order by l.organisatie limit 1)
    from afzender a where a.organisatie is not null
  )
  select max((
    select l.ontvangen from beheer.levering l
    where l.organisatie = a.organisatie and l.ontvangen <= peildatum and l.bekend_van <= peildatum and l.oordeel <> 'afgekeurd'
    order by l.ontvangen desc limit 1))
  from afzender a
$$;
comment on function rapport.ontvangen_tot_en_met is 'De laatste dag waarop een levering is ontvangen die op de peildatum bekend was en niet is afgekeurd; leeg als er geen is.';

create view rapport.dekking as
select d.organisatie, coalesce(g.naam, a.naam) as organisatie_naam, d.dataset, d.frequentie, d.periode, d.van, d.tot,
  d.uiterlijk, d.uitkomst
from rapport.dekking_op(rapport.dekking_begin(), current_date) as d
left join dwh.dim_gemeente g on g.code = d.organisatie and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = d.organisatie and a.bekend_tot = 'infinity';

comment on view rapport.dekking is 'Wie wat leverde voor welke periode, tegenover het leveringsplan, zoals nu bekend. Een rij per organisatie, dataset en periode die voorbij is, vanaf de eerste dag waarover iets is ontvangen.';
comment on column rapport.dekking.organisatie is 'Wie levert: gemeente (CBS-code, vier cijfers) of aanbieder (AGB-code, acht cijfers).';
comment on column rapport.dekking.organisatie_naam is 'Naam daarvan; leeg als de code niet bekend is.';
comment on column rapport.dekking.dataset is 'Welke gegevens: jw of wmo (berichten), traject of indicator (lijsten).';
comment on column rapport.dekking.frequentie is 'Hoe vaak: maand, kwartaal, halfjaar of jaar.';
comment on column rapport.dekking.periode is 'De periode: 2025-01, 2025-K1, 2025-H1 of 2025.';
comment on column rapport.dekking.van is 'Eerste dag van de periode waarop het plan geldt.';
comment on column rapport.dekking.tot is 'Laatste dag van de periode waarop het plan geldt.';
comment on column rapport.dekking.uiterlijk is 'Laatste dag waarop de levering op tijd is: van berichten de laatste van de periode, van lijsten een maand later.';
comment on column rapport.dekking.uitkomst is 'ontvangen; afgekeurd: alleen geweigerd; geen_overeenkomst: er was geen overeenkomst van kracht; verwacht: nog op tijd; te_laat.';

-- A gemeente or aanbieder sees what it delivered itself, and of the region how many of the same leveringen are in: only
-- where enough others are expected, so that the number is about nobody (docs/toegang.md). Organisations are counted, one that
-- stands in the plan twice once: it has delivered when all its rows of the period are in. sluis_inzage may read no table
-- that this follows from: it asks a function of the owner, which tells no more than that.
-- How many of the others delivered is about each of them when all did, or none. Shown is the number of which nobody follows:
-- of the others at least two delivered and at least two did not. With one on either side left out too, an empty column
-- does not say "all" either: it may be all but one.
create function beheer.dekking_van(organisaties text[])
returns table (organisatie text, dataset text, frequentie text, periode text, van date, tot date, uiterlijk date,
  uitkomst text, regio_gepland bigint, regio_ontvangen bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with alles as materialized (
      select d.* from rapport.dekking d
    ),
    -- one that stands in the plan twice has delivered when all its rows of the period are in
    lid as (
      select a.dataset, a.frequentie, a.periode, a.organisatie = any (organisaties) as is_eigen,
        bool_and(a.uitkomst = 'ontvangen') as is_ontvangen
      from alles a
      group by a.dataset, a.frequentie, a.periode, a.organisatie
    ),
    regio as (
      select l.dataset, l.frequentie, l.periode, count(*) as gepland,
        count(*) filter (where l.is_ontvangen) as ontvangen,
        count(*) filter (where not l.is_eigen) >= (
          select i.waarde from beheer.instelling i where i.naam = 'regio_aanbieders') as is_getoond,
        least(count(*) filter (where not l.is_eigen and l.is_ontvangen),
          count(*) filter (where not l.is_eigen and not l.is_ontvangen)) >= 2 as is_verdeeld
      from lid l
      group by l.dataset, l.frequentie, l.periode
    )
    select a.organisatie, a.dataset, a.frequentie, a.periode, a.van, a.tot, a.uiterlijk, a.uitkomst,
      case when r.is_getoond then r.gepland end, case when r.is_getoond and r.is_verdeeld then r.ontvangen end
    from alles a
    join regio r on r.dataset = a.dataset and r.frequentie = a.frequentie and r.periode = a.periode
    where a.organisatie = any (organisaties);
end
$$;
comment on function beheer.dekking_van is 'De rijen van rapport.dekking van deze organisaties, met de aantallen van de regio; te gebruiken door sluis_inzage.';

grant create on schema beheer to sluis_inzage;
create function beheer.eigen_dekking()
returns table (organisatie text, dataset text, frequentie text, periode text, van date, tot date, uiterlijk date,
  uitkomst text, regio_gepland bigint, regio_ontvangen bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set row_security = on set client_min_messages = error set jit = off as $$
begin
  return query select * from beheer.dekking_van(beheer.eigen_organisaties());
end
$$;
alter function beheer.eigen_dekking() owner to sluis_inzage;
revoke create on schema beheer from sluis_inzage;
comment on function beheer.eigen_dekking is 'De rijen van rapport.dekking van de eigen organisatie, met de aantallen van de regio.';

create view rapport.eigen_dekking with (security_barrier) as select * from beheer.eigen_dekking();
comment on view rapport.eigen_dekking is 'Voor een gemeente of aanbieder: wat de eigen organisatie leverde voor welke periode, met hoeveel van zulke leveringen de regio verwacht en heeft ontvangen.';
comment on column rapport.eigen_dekking.regio_gepland is 'Aantal organisaties in de regio dat dezelfde gegevens over dezelfde periode levert; leeg als dat er buiten de eigen te weinig zijn.';
comment on column rapport.eigen_dekking.regio_ontvangen is 'Daarvan ontvangen; leeg als regio_gepland leeg is, en als op ten hoogste één na alle of geen van de anderen leverden: dan zou van wie te zien zijn of hij leverde.';

-- Columns that come unchanged explain themselves as they do there.
do $$
declare
  kolom record;
begin
  for kolom in
    select a.attname, col_description(b.attrelid, b.attnum) as tekst
    from pg_attribute a
    join pg_attribute b on b.attrelid = 'rapport.dekking'::regclass and b.attname = a.attname and b.attnum > 0
    where a.attrelid = 'rapport.eigen_dekking'::regclass and a.attnum > 0
  loop
    execute format('comment on column rapport.eigen_dekking.%I is %L', kolom.attname, kolom.tekst);
  end loop;
end
$$;

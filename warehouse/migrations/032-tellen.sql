-- Two numbers that were counted too low or too high.
--
-- * A record that PostgreSQL refused goes with its client and counts as erased with its levering: one of which all was
--   refused and then erased is no double.
-- * What an organisation is told of the region counts organisations: a plan with two rows for one of them in one period must
--   not pass for two. One has delivered when all its rows of the period are in.
create or replace function beheer.verwijder_clienten(clienten uuid[], waarom text, op date, jaren integer) returns bigint
language plpgsql as $$
declare
  doel regclass;
  per_client jsonb;
  aantallen jsonb := '{}';
  genoemd_clienten uuid[];
  genoemd_sleutels uuid[];
  genoemd_eersten uuid[];
  genoemd_berichten uuid[];
  genoemd_leveringen uuid[];
begin
  -- what signalen over clients are judged anew by, and until when nothing may come back: both are gone afterwards
  select coalesce(array_agg(pseudoniem), '{}'), coalesce(array_agg(sleutel), '{}'), coalesce(array_agg(eerste_gebeurtenis), '{}')
  into genoemd_clienten, genoemd_sleutels, genoemd_eersten
  from (select distinct pseudoniem, sleutel, eerste_gebeurtenis from dwh.toewijzing where pseudoniem = any (clienten)) as t;
  select coalesce(array_agg(bericht), '{}'), coalesce(array_agg(levering), '{}')
  into genoemd_berichten, genoemd_leveringen
  from (select distinct bericht, levering from dwh.gebeurtenis where pseudoniem = any (clienten)) as g;

  insert into beheer.gewist as oud (pseudoniem, dag, reden, weert_tot)
  select client, op, waarom,
    case when jaren is null then 'infinity' else greatest(
      (op - make_interval(years => jaren))::date - 1,
      (select max(dagtekening) from dwh.gebeurtenis g
       where g.pseudoniem = client and soort not in ('traject_regel', 'verhuisd')),
      (select max(greatest(aangemeld, intake, gestart, gestopt)) from dwh.traject t
       where t.pseudoniem = client and bron = 'lijst'))
    end
  from unnest(clienten) as client
  on conflict (pseudoniem) do update set dag = excluded.dag,
    reden = case when oud.reden = 'verzoek' then oud.reden else excluded.reden end,
    weert_tot = greatest(oud.weert_tot, excluded.weert_tot);

  update beheer.levering l set genoemd = l.genoemd - weg.opgeslagen, gewist = l.gewist + weg.aantal
  from (
    select levering, count(*) filter (where is_opgeslagen)::integer as opgeslagen, count(*)::integer as aantal
    from (
      select levering, true as is_opgeslagen from dwh.gebeurtenis where pseudoniem = any (clienten)
      union all
      select levering, false from beheer.geweigerd where pseudoniem = any (clienten)
    ) as gegeven
    group by levering
  ) as weg
  where l.id = weg.levering;

  for doel in select tabel from beheer.tabellen_van_client() loop
    execute format(
      'with weg as (delete from %s where pseudoniem = any ($1) returning pseudoniem) '
      'select jsonb_object_agg(pseudoniem, aantal) from (select pseudoniem, count(*) as aantal from weg group by 1) as per', doel)
    into per_client using clienten;
    aantallen := aantallen || jsonb_build_object(doel::text, coalesce(per_client, '{}'));
  end loop;
  perform beheer.signalen_over_clienten(
    genoemd_clienten, genoemd_sleutels, genoemd_eersten, genoemd_berichten, genoemd_leveringen, '{}', '{}');

  insert into beheer.avg_log (handeling, pseudoniem, aantallen)
  select waarom, client, (
    select coalesce(jsonb_object_agg(key, value -> client::text), '{}')
    from jsonb_each(aantallen) where value ? client::text)
  from unnest(clienten) as client;
  update beheer.positie set epoch = epoch + 1, bijgewerkt = current_timestamp;
  return (
    select coalesce(sum(value::bigint), 0) from jsonb_each_text(aantallen -> 'dwh.gebeurtenis'));
end
$$;


create or replace function beheer.dekking_van(organisaties text[])
returns table (organisatie text, dataset text, frequentie text, periode text, van date, tot date, uiterlijk date,
  uitkomst text, regio_gepland bigint, regio_ontvangen bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with alles as materialized (
      select d.* from rapport.dekking d
    ),
    regio as (
      select a.dataset, a.frequentie, a.periode, count(distinct a.organisatie) as gepland,
        count(distinct a.organisatie) - count(distinct a.organisatie) filter (where a.uitkomst <> 'ontvangen') as ontvangen,
        count(distinct a.organisatie) filter (where a.organisatie <> all (organisaties)) >= (
          select i.waarde from beheer.instelling i where i.naam = 'regio_aanbieders') as is_getoond
      from alles a
      group by a.dataset, a.frequentie, a.periode
    )
    select a.organisatie, a.dataset, a.frequentie, a.periode, a.van, a.tot, a.uiterlijk, a.uitkomst,
      case when r.is_getoond then r.gepland end, case when r.is_getoond then r.ontvangen end
    from alles a
    join regio r on r.dataset = a.dataset and r.frequentie = a.frequentie and r.periode = a.periode
    where a.organisatie = any (organisaties);
end
$$;

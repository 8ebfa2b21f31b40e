-- How many of the others delivered is about each of them when all did, or none. Shown is the number of which nobody follows:
-- of the others at least two delivered and at least two did not. With one on either side left out too, an empty column
-- does not say "all" either: it may be all but one.
--
-- The program of this migration reads birth year and sex of lists otherwise (transform/client_stand.c): a warehouse with lists
-- needs `sluis rebuild`.
create or replace function beheer.dekking_van(organisaties text[])
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

comment on column rapport.eigen_dekking.regio_ontvangen is 'Daarvan ontvangen; leeg als regio_gepland leeg is, en als op ten hoogste één na alle of geen van de anderen leverden: dan zou van wie te zien zijn of hij leverde.';

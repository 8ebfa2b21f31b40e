-- How the tarieven lie in time, for reports that lay toewijzingen beside them. A function and no part of their statements,
-- because window functions in a statement keep PostgreSQL from sharing it out over processes; strict, because a function that
-- is not is put into the statement all the same. A tarief under a code and one under domein:code are of one product:
-- `reference load` refuses both on the same days.
create function dwh.tariefstuk(peildatum date)
returns table (
  aanbieder text, domein text, product text, eenheid text, tarief_cent bigint, van date, tot date, eerder_zonder date)
language sql stable strict parallel safe rows 1000 as $$
with bekend as (
  select p.domein, p.code from dwh.dim_product p where p.bekend_van <= peildatum and p.bekend_tot > peildatum
),
naam as (
  select min(b.domein) as domein, b.code, b.code as naam from bekend b group by b.code having min(b.domein) = max(b.domein)
  union all
  select distinct b.domein, b.code, b.domein || ':' || b.code from bekend b
),
geldend as (
  select
    t.aanbieder, n.domein, n.code as product, t.eenheid, t.tarief_cent, t.geldig_van, t.geldig_tot,
    lag(t.geldig_tot, 1, '-infinity') over (partition by t.aanbieder, n.domein, n.code, t.eenheid order by t.geldig_van)
      as vorige_tot
  from dwh.tarief t
  join naam n on n.naam = t.product
  where t.bekend_van <= peildatum and t.bekend_tot > peildatum
),
zonder as (
  select g.aanbieder, g.domein, g.product, g.eenheid, g.vorige_tot + 1 as van, g.geldig_van - 1 as tot
  from geldend g
  where g.geldig_van > g.vorige_tot + 1
  union all
  select g.aanbieder, g.domein, g.product, g.eenheid, max(g.geldig_tot) + 1, 'infinity'
  from geldend g
  group by g.aanbieder, g.domein, g.product, g.eenheid
  having max(g.geldig_tot) < 'infinity'
)
select g.aanbieder, g.domein, g.product, g.eenheid, g.tarief_cent, g.geldig_van, g.geldig_tot, null::date
from geldend g
union all
select
  z.aanbieder, z.domein, z.product, z.eenheid, null, z.van, z.tot,
  lag(z.tot) over (partition by z.aanbieder, z.domein, z.product, z.eenheid order by z.van)
from zonder z
$$;

comment on function dwh.tariefstuk(date) is 'Van elke aanbieder, product en eenheid met een tarief de hele tijd, zoals bekend op peildatum: de dagen van..tot met hun tarief_cent, en de dagen daarvoor, daartussen en daarna, waarop tarief_cent leeg is. eerder_zonder: van dagen zonder tarief de laatste dag van het stuk zonder tarief daarvoor.';

-- Whose debit is in a declaratie that is rejected as a whole: few, and asked for by the declaraties.
create index prestatie_debet_declaratie on dwh.prestatie (debet_declaratie) where debet_declaratie is not null;

-- A function likewise, and with settings of its own: a report may keep the planner from joining by loop, where this looks up
-- the lines of a few clients.
create function dwh.herschikt(peildatum date)
returns table (pseudoniem uuid, sleutel uuid)
language sql stable strict parallel safe rows 100 set enable_nestloop = on as $$
with afkeur as (
  select a.declaratie from dwh.declaratie_afkeur a where a.bekend_van <= peildatum and a.bekend_tot > peildatum
)
select c.pseudoniem, c.sleutel
from dwh.prestatie c
where c.bekend_van <= peildatum and c.bekend_tot > peildatum
  and c.debet_declaratie in (select declaratie from afkeur)
  and exists (
    select from dwh.prestatie ander
    where ander.pseudoniem = c.pseudoniem
      and ander.bekend_van <= peildatum and ander.bekend_tot > peildatum
      and ander.domein = c.domein and ander.gemeente = c.gemeente and ander.aanbieder = c.aanbieder
      and ander.referentie_nummer = c.vorig_referentie_nummer and ander.debet_credit = 'D'
      and ander.dagtekening <= c.dagtekening and not ander.afgekeurd
      and ander.declaratie not in (select declaratie from afkeur))
$$;

comment on function dwh.herschikt(date) is 'De creditregels, zoals bekend op peildatum, waarvan de debetregel in een als geheel afgekeurde declaratie staat en die een andere, niet afgekeurde debetregel met hetzelfde ReferentieNummer terugnemen: zij zijn niet afgekeurd.';

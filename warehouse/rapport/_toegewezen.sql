-- What is assigned, in eurocenten, as known on the peildatum, on the days of `grens` (one row: van, tot), which the report
-- lays before this. `toewijzing` has the toewijzingen in force on those days in their newest version; segment and
-- intensiteit are those of the product on its first Ingangsdatum.
--
-- `geprijsd` has the days begin..eind of a toewijzing on which it has a price, and what that is: per_dag for each of those
-- days and per_maand for each month of them, a part of a month by its days; is_geheel: these are all its days,
-- van..tot. A Budget,
-- and Frequentie 6 (over the whole validity), are spread evenly over the days of the validity and have no price without an
-- Einddatum; Frequentie 1 is a day, 2 a week of seven days, 4 a calendar month. Eenheid 83 counts eurocenten; any other is
-- priced by the tarief of aanbieder, product and the same eenheid that holds on the day, and has no price without. A tarief
-- under a code and one under domein:code are of one product: `reference load` refuses both on the same days.
:productnaam,
toewijzing as (
  select
    t.pseudoniem, t.sleutel, 'bericht' as bron, t.gemeente, t.aanbieder, t.domein,
    coalesce(t.product, 'onbekend') as product,
    coalesce(p.segment, 'onbekend') as segment,
    coalesce(p.intensiteit, 'onbekend') as intensiteit,
    case when t.budget is null then t.eenheid end as eenheid,
    t.volume, t.budget,
    case when t.budget is null then t.frequentie else '6' end as frequentie,
    t.einddatum - t.ingangsdatum + 1 as geldige_dagen,
    greatest(t.ingangsdatum, grens.van) as van,
    least(t.einddatum, grens.tot) as tot
  from dwh.toewijzing t
  cross join grens
  left join dwh.dim_product p
    on p.domein = t.domein and p.code = t.product
    and t.eerste_ingangsdatum between p.geldig_van and p.geldig_tot
    and p.bekend_van <= :'peildatum'::date and p.bekend_tot > :'peildatum'::date
  where t.bekend_van <= :'peildatum'::date and t.bekend_tot > :'peildatum'::date
    and greatest(t.ingangsdatum, grens.van) <= least(t.einddatum, grens.tot)
),
tarief as (
  select t.aanbieder, naam.domein, naam.code as product, t.eenheid, t.tarief_cent, t.geldig_van, t.geldig_tot
  from dwh.tarief t
  join productnaam naam on naam.naam = t.product
  where t.bekend_van <= :'peildatum'::date and t.bekend_tot > :'peildatum'::date and t.eenheid <> '83'
),
geprijsd as (
  select
    pseudoniem, sleutel, bron, gemeente, aanbieder, domein, product, segment, intensiteit, van, tot, begin, eind,
    begin = van and eind = tot as is_geheel,
    case frequentie when '1' then cent when '2' then cent / 7 when '6' then cent / geldige_dagen else 0 end as per_dag,
    case frequentie when '4' then cent else 0 end as per_maand
  from (
    select
      toewijzing.*,
      greatest(van, tarief.geldig_van) as begin, least(tot, tarief.geldig_tot) as eind,
      coalesce(budget, case eenheid when '83' then volume::numeric else volume * tarief_cent::numeric end)::numeric as cent
    from toewijzing
    left join tarief using (aanbieder, domein, product, eenheid)
    where frequentie in ('1', '2', '4', '6')
  ) as prijs
  where begin <= eind and cent is not null and (frequentie <> '6' or geldige_dagen is not null)
)

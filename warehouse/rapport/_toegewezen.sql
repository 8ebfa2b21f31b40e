-- What is assigned, in eurocenten, as known on the peildatum, on the days of `grens` (one row: van, tot), which the report
-- lays before this. `toewijzing` has the toewijzingen in force on those days in their newest version; segment and
-- intensiteit are those of the product on its first Ingangsdatum.
--
-- A Budget, and Frequentie 6 (over the whole validity), are spread evenly over the days of the validity and have no price
-- without an Einddatum; Frequentie 1 is a day, 2 a week of seven days, 4 a calendar month. Eenheid 83 counts eurocenten, and so
-- does a Budget, which stands here as a volume of eenheid 83 with Frequentie 6; any other eenheid is priced by the tarief of
-- aanbieder, product and the same eenheid that holds on the day, and has no price without. An eenheid is empty here where
-- nothing can be priced.
--
-- `prijsstuk` has the days van..tot of each toewijzing cut in stretches begin..eind with one price or none (is_geprijsd).
-- The price is per day, or with Frequentie 4 per calendar month, a part of a month by its days: in whole eurocenten as `cent`
-- where it can be, because sums of those are cheap, and otherwise as `deel_cent`. Whole are those of Frequentie 1 and 4 below a
-- million euro, so that cent times the days or the parts of months of any period is a bigint. eerder_zonder: of a stretch
-- without a price the last day of the stretch before it that has none either.
toewijzing as not materialized (
  select
    t.pseudoniem, t.sleutel, 'bericht' as bron, t.gemeente, t.aanbieder, t.domein,
    coalesce(t.product, 'onbekend') as product,
    coalesce(p.segment, 'onbekend') as segment,
    coalesce(p.intensiteit, 'onbekend') as intensiteit,
    case
      when t.budget is not null then case when t.einddatum is not null then '83' end
      when t.volume is not null and (t.frequentie in ('1', '2', '4') or t.frequentie = '6' and t.einddatum is not null)
        then t.eenheid
    end as eenheid,
    coalesce(t.budget, t.volume) as volume,
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
prijsstuk as not materialized (
  select
    stuk.*,
    prijs is not null as is_geprijsd,
    case when frequentie in ('1', '4') and least(prijs, 1000000000) * volume < 100000000 then prijs * volume end as cent,
    case
      when frequentie in ('1', '4') and least(prijs, 1000000000) * volume < 100000000 then null
      else prijs::numeric * volume / case frequentie when '2' then 7 when '6' then geldige_dagen else 1 end
    end as deel_cent
  from (
    select
      toewijzing.*,
      greatest(toewijzing.van, tarief.van) as begin, least(toewijzing.tot, tarief.tot) as eind,
      case toewijzing.eenheid when '83' then 1 else tarief.tarief_cent end as prijs,
      tarief.eerder_zonder
    from toewijzing
    left join dwh.tariefstuk(:'peildatum'::date) as tarief
      on tarief.aanbieder = toewijzing.aanbieder and tarief.domein = toewijzing.domein
      and tarief.product = toewijzing.product and tarief.eenheid = toewijzing.eenheid
      and tarief.eenheid <> '83'
      and tarief.van <= toewijzing.tot and tarief.tot >= toewijzing.van
  ) as stuk
)

-- The started trajecten as known on the peildatum, cut where the row of their product changes: `stuk` has the days
-- van..tot of a traject with the segment, intensiteit, bekostiging and contract that hold on them. Days after the
-- peildatum are not there: an open traject, or one that ends later, runs through that day. is_gedeeld: the traject has
-- more than one stuk. lijst_tot: of an open traject from a list the last day of the period of the newest list of its
-- aanbieder, where that says one; what counts days counts none after it, but with `--doortrekken`. `onderbroken` has the first and the last days of its onderbrekingen: van and tot of one are days
-- of care, those between are not; one that lasts has no last day yet.
--
-- The view dwh.traject_maand says the same of the current rows, per month; a test holds the two together.
product as (
  select p.*, lag(geldig_tot, 1, '-infinity') over (partition by domein, code order by geldig_van) as vorige_tot
  from dwh.dim_product p
  where bekend_van <= :'peildatum'::date and bekend_tot > :'peildatum'::date
),
-- of each code the whole of time: its rows, and as rows without values what lies before, between and after them
indeling as (
  select domein, code, geldig_van as van, geldig_tot as tot, segment, intensiteit, bekostiging, contract
  from product
  union all
  select domein, code, vorige_tot + 1, geldig_van - 1, null, null, null, null
  from product
  where geldig_van > vorige_tot + 1
  union all
  select domein, code, max(geldig_tot) + 1, 'infinity', null, null, null, null
  from product
  group by domein, code
  having max(geldig_tot) < 'infinity'
),
onderbroken as (
  select pseudoniem, traject as sleutel, array_agg(van + 1) as eersten, array_agg(coalesce(tot - 1, 'infinity')) as laatsten
  from dwh.onderbreking
  where bekend_van <= :'peildatum'::date and bekend_tot > :'peildatum'::date
  group by pseudoniem, traject
),
stuk as not materialized (
  select
    t.pseudoniem, t.sleutel, t.bron,
    greatest(t.gestart, i.van) as van,
    least(t.gestopt, :'peildatum'::date, i.tot) as tot,
    case when t.gestopt <= :'peildatum'::date then t.gestopt end as gestopt,
    lijst.tot as lijst_tot,
    coalesce(i.van > t.gestart or i.tot < least(t.gestopt, :'peildatum'::date), false) as is_gedeeld,
    coalesce(t.gemeente, 'onbekend') as gemeente,
    t.aanbieder, t.domein,
    coalesce(t.product, 'onbekend') as product,
    coalesce(i.segment, 'onbekend') as segment,
    coalesce(i.intensiteit, 'onbekend') as intensiteit,
    coalesce(i.bekostiging, 'onbekend') as bekostiging,
    coalesce(i.contract, 'onbekend') as contract,
    coalesce(t.voorziening, 'onbekend') as voorziening,
    coalesce(t.team, 'onbekend') as team,
    coalesce(t.melder, 'onbekend') as melder,
    coalesce(t.hoofddomein, 'onbekend') as hoofddomein
  from dwh.traject t
  left join indeling i
    on i.domein = t.domein and i.code = t.product
    and i.tot >= t.gestart and i.van <= least(t.gestopt, :'peildatum'::date)
  left join dwh.lijst_einde(:'peildatum'::date) as lijst
    on t.bron = 'lijst' and lijst.aanbieder = t.aanbieder and coalesce(t.gestopt > :'peildatum'::date, true)
  where t.bekend_van <= :'peildatum'::date and t.bekend_tot > :'peildatum'::date
    and t.gestart <= :'peildatum'::date
)

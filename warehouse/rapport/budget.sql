-- rapport:   budget
-- titel:     Budget
-- versie:    1
-- definitie: Toegewezen en gedeclareerd tegenover het plafond uit budgetten.csv, per aanbieder, product en kalenderjaar. Elk
--            jaar waarvan een dag in de periode valt, telt in zijn geheel. Toegewezen is als bij verzilvering; gedeclareerd is
--            debet min credit van de regels die niet zijn afgekeurd, op hun begindatum. De prognose is wat over de
--            volledige maanden is gedeclareerd, gedeeld door hun aantal, maal twaalf: een maand is volledig als --termijn
--            maanden na haar einde op de peildatum voorbij zijn. Wat geen plafond heeft, staat apart. Het aantal uit
--            budgetten.csv telt niet mee: in welke eenheid het is, staat er niet bij.
-- per:       jaar aanbieder domein product
-- optie:     termijn getal 1 Maanden waarbinnen een maand is gedeclareerd
-- koppelt:   hash
-- groepeert: hash
-- dekking:   jw wmo
-- maat:      plafond_cent aantal Plafond in eurocenten
-- maat:      toegewezen_cent som Eurocenten die zijn toegewezen, waar er een plafond is
-- maat:      aandeel_toegewezen aandeel toegewezen_cent gedeeld door plafond_cent
-- maat:      gedeclareerd_cent aantal Eurocenten die zijn gedeclareerd en niet afgekeurd, waar er een plafond is
-- maat:      aandeel_gedeclareerd aandeel gedeclareerd_cent gedeeld door plafond_cent
-- maat:      volledige_maanden getal Maanden waarop de prognose rust; van meer jaren het kleinste aantal
-- maat:      prognose_cent getal Prognose voor het hele jaar; leeg zonder volledige maand
-- maat:      aandeel_prognose aandeel prognose_cent gedeeld door plafond_cent
-- maat:      ongeprijsd aantal Toewijzingen met een plafond en met dagen zonder prijs, in elk jaar geteld: niet geheel in
--            toegewezen_cent
-- maat:      zonder_plafond_cent aantal Eurocenten die zijn gedeclareerd en niet afgekeurd, zonder plafond
with grens as (
  select
    date_trunc('year', :'van'::date)::date as van,
    (date_trunc('year', :'tot'::date) + interval '1 year - 1 day')::date as tot
),
:toegewezen,
:maandstand,
:prestatie,
-- the years, each with the part of the period that it is shown in and how many of its months are complete
jaar as (
  select
    begin::date as van, (begin + interval '1 year - 1 day')::date as tot, extract(year from begin)::integer as nummer,
    width_bucket(greatest(begin::date, :'van'::date), :begindagen) as periode,
    (
      select count(*)
      from generate_series(1, 12) as maand
      where (begin + make_interval(months => maand + :'termijn'::integer))::date - 1 <= :'peildatum'::date
    ) as maanden
  from grens
  cross join generate_series(grens.van::timestamp, grens.tot::timestamp, interval '1 year') as begin
),
plafond as (
  select b.aanbieder, naam.domein, naam.code as product, jaar.nummer, sum(b.bedrag_cent) as cent
  from dwh.budget b
  join productnaam naam on naam.naam = b.product
  join jaar on jaar.nummer = b.jaar
  where b.bekend_van <= :'peildatum'::date and b.bekend_tot > :'peildatum'::date
  group by b.aanbieder, naam.domein, naam.code, jaar.nummer
),
toegewezen as (
  select
    g.aanbieder, g.domein, g.product, jaar.nummer,
    sum(per_dag * (least(eind, jaar.tot) + 1 - greatest(begin, jaar.van)) + per_maand * (e.maanden - b.maanden)) as cent,
    count(*) filter (where g.is_geheel) as geheel
  from geprijsd g
  join jaar on g.begin <= jaar.tot and g.eind >= jaar.van
  join maandstand b on b.dag = greatest(g.begin, jaar.van)
  join maandstand e on e.dag = least(g.eind, jaar.tot) + 1
  group by g.aanbieder, g.domein, g.product, jaar.nummer
),
-- of toewijzingen with a price on a part of their days only, those that have it on all of the year
gedeeltelijk as (
  select g.aanbieder, g.domein, g.product, jaar.nummer
  from geprijsd g
  join jaar on g.begin <= jaar.tot and g.eind >= jaar.van
  where not g.is_geheel
  group by g.pseudoniem, g.sleutel, g.aanbieder, g.domein, g.product, g.van, g.tot, jaar.nummer, jaar.van, jaar.tot
  having sum(least(g.eind, jaar.tot) - greatest(g.begin, jaar.van) + 1)
    >= least(g.tot, jaar.tot) - greatest(g.van, jaar.van) + 1
),
-- toewijzingen that lack a price on a day of the year: all, less those that have one
ongeprijsd as (
  select aanbieder, domein, product, nummer, sum(aantal) as aantal
  from (
    select t.aanbieder, t.domein, t.product, jaar.nummer, count(*) as aantal
    from toewijzing t
    join jaar on t.van <= jaar.tot and t.tot >= jaar.van
    group by t.aanbieder, t.domein, t.product, jaar.nummer
    union all
    select aanbieder, domein, product, nummer, -geheel
    from toegewezen
    union all
    select aanbieder, domein, product, nummer, -count(*)
    from gedeeltelijk
    group by aanbieder, domein, product, nummer
  ) as deel
  group by aanbieder, domein, product, nummer
  having sum(aantal) > 0
),
-- the lines as a row a month, before the years are laid beside them
maandregel as (
  select aanbieder, domein, product, date_trunc('month', begindatum::timestamp)::date as maand, sum(cent) as cent
  from prestatieregel
  where not afgekeurd
    and begindatum >= date_trunc('year', :'van'::date)::date
    and begindatum < (date_trunc('year', :'tot'::date) + interval '1 year')::date
  group by aanbieder, domein, product, date_trunc('month', begindatum::timestamp)
),
gedeclareerd as (
  select
    aanbieder, domein, product, jaar.nummer, sum(cent) as cent,
    coalesce(sum(cent) filter (where extract(month from maand) <= jaar.maanden), 0) as volledig_cent
  from maandregel
  join jaar on maand between jaar.van and jaar.tot
  group by aanbieder, domein, product, jaar.nummer
),
telling as (
  select
    jaar.periode, aanbieder, domein, product, jaar.maanden, plafond.cent as plafond_cent,
    toegewezen.cent as toegewezen_cent, gedeclareerd.cent as gedeclareerd_cent, ongeprijsd.aantal as ongeprijsd,
    coalesce(gedeclareerd.volledig_cent, 0) * 12.0 / nullif(jaar.maanden, 0) as prognose_cent
  from plafond
  full join gedeclareerd using (aanbieder, domein, product, nummer)
  left join toegewezen using (aanbieder, domein, product, nummer)
  left join ongeprijsd using (aanbieder, domein, product, nummer)
  join jaar using (nummer)
),
som as (
  select
    :per,
    sum(plafond_cent) as plafond_cent,
    sum(toegewezen_cent) filter (where plafond_cent is not null) as toegewezen_cent,
    sum(gedeclareerd_cent) filter (where plafond_cent is not null) as gedeclareerd_cent,
    min(maanden) filter (where plafond_cent is not null) as volledige_maanden,
    case when min(maanden) filter (where plafond_cent is not null) > 0
      then sum(prognose_cent) filter (where plafond_cent is not null) end as prognose_cent,
    sum(ongeprijsd) filter (where plafond_cent is not null) as ongeprijsd,
    sum(gedeclareerd_cent) filter (where plafond_cent is null) as zonder_plafond_cent
  from telling
  where :waar
  group by :per
)
select
  som.*,
  coalesce(toegewezen_cent, 0) / nullif(plafond_cent, 0) as aandeel_toegewezen,
  coalesce(gedeclareerd_cent, 0)::numeric / nullif(plafond_cent, 0) as aandeel_gedeclareerd,
  prognose_cent / nullif(plafond_cent, 0) as aandeel_prognose
from som

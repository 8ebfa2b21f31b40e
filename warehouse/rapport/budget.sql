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
with grens as not materialized (
  select
    date_trunc('year', :'van'::timestamp)::date as van,
    (date_trunc('year', :'tot'::timestamp) + interval '1 year - 1 day')::date as tot
),
:productnaam,
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
-- What is assigned from the first day on up to a day runs with the days or the months, so that many stretches become few rows
-- before the years are laid beside them. One without a price counts its toewijzing from the year after geteld_tot, up to
-- which an earlier one has.
stapel as materialized (
  select
    aanbieder, domein, product, eerste, laatste, geteld_tot, is_geprijsd, is_maand, count(*) as aantal,
    coalesce(sum(cent), 0) + coalesce(sum(deel_cent), 0) as cent,
    coalesce(sum(cent * stand_begin), 0) + coalesce(sum(deel_cent * stand_begin), 0) as cent_begin,
    coalesce(sum(cent * stand_eind), 0) + coalesce(sum(deel_cent * stand_eind), 0) as cent_eind
  from (
    select
      s.*, frequentie = '4' as is_maand,
      extract(year from s.begin)::integer as eerste, extract(year from s.eind)::integer as laatste,
      case when s.eerder_zonder >= s.van then extract(year from s.eerder_zonder)::integer else 0 end as geteld_tot,
      case frequentie when '4' then b.delen else s.begin - grens.van end as stand_begin,
      case frequentie when '4' then e.delen else s.eind + 1 - grens.van end as stand_eind
    from prijsstuk s
    cross join grens
    join maandstand b on b.dag = s.begin
    join maandstand e on e.dag = s.eind + 1
    offset '0' -- computes the numbers once
  ) as stuk
  group by aanbieder, domein, product, eerste, laatste, geteld_tot, is_geprijsd, is_maand
),
toegewezen as (
  select
    aanbieder, domein, product, nummer,
    sum(
      (case when nummer = laatste then cent_eind
          when is_maand then cent * tot.delen else cent * (jaar.tot + 1 - grens.van) end
        - case when nummer = eerste then cent_begin
          when is_maand then cent * van.delen else cent * (jaar.van - grens.van) end)
        -- the digits behind the point are how far the quotient is worked out
        / case when is_maand then 377580.0000000000000000 else 1 end) filter (where is_geprijsd) as cent,
    sum(aantal) filter (where not is_geprijsd and nummer > geteld_tot) as ongeprijsd
  from stapel
  join jaar on nummer between eerste and laatste
  cross join grens
  join maandstand van on van.dag = jaar.van
  join maandstand tot on tot.dag = jaar.tot + 1
  group by aanbieder, domein, product, nummer
),
-- the lines as a row a month, before the years are laid beside them
maandregel as (
  select aanbieder, domein, product, date_trunc('month', begindatum::timestamp)::date as maand, sum(cent) as cent
  from prestatieregel
  where not afgekeurd
    and begindatum >= date_trunc('year', :'van'::timestamp)::date
    and begindatum < (date_trunc('year', :'tot'::timestamp) + interval '1 year')::date
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
    toegewezen.cent as toegewezen_cent, gedeclareerd.cent as gedeclareerd_cent, toegewezen.ongeprijsd,
    coalesce(gedeclareerd.volledig_cent, 0) * 12.0 / nullif(jaar.maanden, 0) as prognose_cent
  from plafond
  full join gedeclareerd using (aanbieder, domein, product, nummer)
  left join toegewezen using (aanbieder, domein, product, nummer)
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

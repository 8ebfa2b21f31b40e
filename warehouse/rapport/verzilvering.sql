-- rapport:   verzilvering
-- titel:     Verzilvering
-- versie:    1
-- definitie: Wat van het toegewezene is gedeclareerd, in eurocenten. Toegewezen is de omvang van de nieuwste versie van elke
--            toewijzing op de dagen van de periode: Frequentie 1 per dag, 2 per week van zeven dagen, 4 per kalendermaand (een
--            deel naar dagen), 6 en een Budget gelijk verdeeld over de dagen van de hele geldigheid; maal het tarief uit
--            tarieven.csv van aanbieder, product en dezelfde eenheid op die dag, waarbij eenheid 83 zelf eurocenten telt.
--            Gedeclareerd zijn de regels die niet zijn afgekeurd, debet min credit, op hun begindatum. Vergeleken wordt per
--            dag: een regel telt als zijn toewijzing die dag geldt en een prijs heeft. Andere regels (toewijzing onbekend, die
--            dag niet geldig, of zonder prijs) staan in niet_vergeleken_cent; toewijzingen met dagen zonder tarief, of zonder
--            einde waar dat nodig is, in ongeprijsd. De kolommen van --per zijn die van de toewijzing.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit
-- waar:      bron
-- koppelt:   hash
-- groepeert: hash
-- dekking:   jw wmo
-- maat:      toegewezen_cent som Eurocenten die zijn toegewezen, op dagen met een prijs
-- maat:      gedeclareerd_cent aantal Eurocenten die daarvan zijn gedeclareerd en niet afgekeurd
-- maat:      verzilvering aandeel gedeclareerd_cent gedeeld door toegewezen_cent
-- maat:      niet_vergeleken_cent aantal Eurocenten die zijn gedeclareerd op dagen zonder toewijzing of prijs
-- maat:      toewijzingen aantal Toewijzingen die in de periode gelden; niet op te tellen over maanden
-- maat:      ongeprijsd aantal Toewijzingen daarvan met dagen zonder prijs; niet op te tellen over maanden
with grens as not materialized (select :'van'::date as van, :'tot'::date as tot),
:toegewezen,
:maandstand,
:prestatie,
deel as (
  select periode.*, begin.delen as delen_van, eind.delen as delen_tot
  from (:periode) as periode
  join maandstand begin on begin.dag = periode.van
  join maandstand eind on eind.dag = periode.tot + 1
),
-- What is assigned from the first day of the period up to a day runs with the days or the months, so that many stretches
-- become few rows before these are spread over the parts: only where they begin and end need sums of their own. The first
-- stretch of a toewijzing counts it, up to the part geldig_tot; one without a price counts it from the part after
-- geteld_tot, up to which an earlier one has.
stapel as materialized (
  select
    eerste, laatste, geldig_tot, geteld_tot, is_geprijsd, is_maand, :groep, count(*) as aantal,
    coalesce(sum(cent), 0) + coalesce(sum(deel_cent), 0) as cent,
    coalesce(sum(cent * stand_begin), 0) + coalesce(sum(deel_cent * stand_begin), 0) as cent_begin,
    coalesce(sum(cent * stand_eind), 0) + coalesce(sum(deel_cent * stand_eind), 0) as cent_eind
  from (
    select
      s.*, frequentie = '4' as is_maand,
      width_bucket(s.begin, :begindagen) as eerste, width_bucket(s.eind, :begindagen) as laatste,
      case when s.begin = s.van then width_bucket(s.tot, :begindagen) end as geldig_tot,
      case when s.eerder_zonder >= s.van then width_bucket(s.eerder_zonder, :begindagen) else 0 end as geteld_tot,
      case frequentie when '4' then b.delen else s.begin - :'van'::date end as stand_begin,
      case frequentie when '4' then e.delen else s.eind + 1 - :'van'::date end as stand_eind
    from prijsstuk s
    join maandstand b on b.dag = s.begin
    join maandstand e on e.dag = s.eind + 1
    offset '0' -- computes the numbers once
  ) as stuk
  where :waar
  group by eerste, laatste, geldig_tot, geteld_tot, is_geprijsd, is_maand, :groep
),
toegewezen as (
  select
    :per,
    (case when periode = laatste then cent_eind
        when is_maand then cent * delen_tot else cent * (tot + 1 - :'van'::date) end
      - case when periode = eerste then cent_begin
        when is_maand then cent * delen_van else cent * (van - :'van'::date) end)
      -- the digits behind the point are how far the quotient is worked out
      / case when is_maand then 377580.0000000000000000 else 1 end as cent
  from stapel
  join deel on periode between eerste and laatste
  where is_geprijsd
),
-- toewijzingen in force, and those with days without a price: each once a part of the period
geldig as (
  select eerste, geldig_tot as laatste, :groep, aantal as toewijzingen, 0 as ongeprijsd
  from stapel
  where geldig_tot is not null
  union all
  select greatest(eerste, geteld_tot + 1), laatste, :groep, 0, aantal
  from stapel
  where not is_geprijsd
),
regel as not materialized (
  select
    width_bucket(p.begindatum, :begindagen) as periode, p.bron,
    coalesce(g.gemeente, p.gemeente) as gemeente, coalesce(g.aanbieder, p.aanbieder) as aanbieder,
    coalesce(g.domein, p.domein) as domein, coalesce(g.product, p.product) as product,
    coalesce(g.segment, p.segment) as segment, coalesce(g.intensiteit, p.intensiteit) as intensiteit,
    p.cent, g.sleutel is not null as is_vergeleken
  from prestatie p
  left join prijsstuk g
    on g.pseudoniem = p.pseudoniem and g.sleutel = p.toewijzing and p.begindatum between g.begin and g.eind
    and g.is_geprijsd
  where p.begindatum between :'van'::date and :'tot'::date and not p.afgekeurd
),
telling as (
  select :per, cent as toegewezen, 0 as gedeclareerd, 0 as overig, 0 as toewijzingen, 0 as ongeprijsd
  from toegewezen
  union all
  select
    :per, 0, coalesce(sum(cent) filter (where is_vergeleken), 0),
    coalesce(sum(cent) filter (where not is_vergeleken), 0), 0, 0
  from regel
  where :waar
  group by :per
  union all
  select :per, 0, 0, 0, toewijzingen, ongeprijsd
  from geldig
  join deel on periode between eerste and laatste
)
select
  :per,
  sum(toegewezen) as toegewezen_cent,
  sum(gedeclareerd) as gedeclareerd_cent,
  sum(gedeclareerd) / nullif(sum(toegewezen), 0) as verzilvering,
  sum(overig) as niet_vergeleken_cent,
  sum(toewijzingen) as toewijzingen,
  sum(ongeprijsd) as ongeprijsd
from telling
group by :per

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
with grens as (select :'van'::date as van, :'tot'::date as tot),
:toegewezen,
:maandstand,
:prestatie,
deel as (
  select periode.*, begin.maanden as maanden_van, eind.maanden as maanden_tot
  from (:periode) as periode
  join maandstand begin on begin.dag = periode.van
  join maandstand eind on eind.dag = periode.tot + 1
),
-- What is assigned from the first day of the period up to a day runs with the days and the months, so that many stretches
-- become few rows before these are spread over the parts: only where they begin and end need sums of their own.
stapel as (
  select
    width_bucket(g.begin, :begindagen) as eerste, width_bucket(g.eind, :begindagen) as laatste, :groep,
    sum(per_dag) as per_dag, sum(per_maand) as per_maand,
    sum(per_dag * (g.begin - :'van'::date) + per_maand * b.maanden) as stand_begin,
    sum(per_dag * (g.eind + 1 - :'van'::date) + per_maand * e.maanden) as stand_eind,
    count(*) filter (where is_geheel) as geheel
  from geprijsd g
  join maandstand b on b.dag = g.begin
  join maandstand e on e.dag = g.eind + 1
  where :waar
  group by eerste, laatste, :groep
),
toegewezen as (
  select
    :per,
    case when periode = laatste then stand_eind
      else per_dag * (tot + 1 - :'van'::date) + per_maand * maanden_tot end
    - case when periode = eerste then stand_begin
      else per_dag * (van - :'van'::date) + per_maand * maanden_van end as cent
  from stapel
  join deel on periode between eerste and laatste
),
-- toewijzingen with a price on a part of their days; the days are cut from those of the toewijzing only where some are left
gedeeltelijk as (
  select
    pseudoniem, sleutel, width_bucket(van, :begindagen) as eerste, width_bucket(tot, :begindagen) as laatste, :groep,
    case when sum(eind - begin + 1) < tot - van + 1
      then datemultirange(daterange(van, tot, '[]')) - range_agg(daterange(begin, eind, '[]')) end as zonder_prijs
  from geprijsd
  where not is_geheel and :waar
  group by pseudoniem, sleutel, van, tot, :groep
),
-- Toewijzingen in force, and those with days without a price: each once a part of the period. All are without, less those
-- that have a price, and those that have it on a part of their days only where they have not.
geldig as (
  select
    width_bucket(van, :begindagen) as eerste, width_bucket(tot, :begindagen) as laatste, :groep,
    count(*) as toewijzingen, count(*) as ongeprijsd
  from toewijzing
  where :waar
  group by eerste, laatste, :groep
  union all
  select eerste, laatste, :groep, 0, -geheel
  from stapel
  union all
  select eerste, laatste, :groep, 0, -count(*)
  from gedeeltelijk
  group by eerste, laatste, :groep
  union all
  select greatest(eerste, coalesce(geteld_tot, 0) + 1), laatste, :groep, 0, count(*)
  from (
    select
      gaten.*,
      max(laatste) over (partition by pseudoniem, sleutel order by eerste, laatste
        rows between unbounded preceding and 1 preceding) as geteld_tot
    from (
      select
        pseudoniem, sleutel, :groep,
        width_bucket(lower(gat), :begindagen) as eerste, width_bucket(upper(gat) - 1, :begindagen) as laatste
      from gedeeltelijk
      cross join lateral unnest(zonder_prijs) as gat
    ) as gaten
  ) as gaten
  where laatste > coalesce(geteld_tot, 0)
  group by greatest(eerste, coalesce(geteld_tot, 0) + 1), laatste, :groep
),
regel as (
  select
    width_bucket(p.begindatum, :begindagen) as periode, p.bron,
    coalesce(g.gemeente, p.gemeente) as gemeente, coalesce(g.aanbieder, p.aanbieder) as aanbieder,
    coalesce(g.domein, p.domein) as domein, coalesce(g.product, p.product) as product,
    coalesce(g.segment, p.segment) as segment, coalesce(g.intensiteit, p.intensiteit) as intensiteit,
    p.cent, g.sleutel is not null as is_vergeleken
  from prestatie p
  left join geprijsd g
    on g.pseudoniem = p.pseudoniem and g.sleutel = p.toewijzing and p.begindatum between g.begin and g.eind
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

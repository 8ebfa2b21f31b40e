-- rapport:   intensiteit
-- titel:     Intensiteit
-- versie:    1
-- definitie: Trajecten die in de periode lopen, tot en met de peildatum, naar de intensiteit van hun product op de dagen
--            waarop zij dan lopen. Lopen is als bij caseload: eerste en laatste dag en onderbrekingen tellen mee. Verandert
--            de intensiteit van het product binnen de periode, dan telt het traject onder beide. Het aandeel is dat van
--            zwaar en maatwerk in de vier samen; onbekend telt daarin niet mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product team melder voorziening
--            hoofddomein
-- waar:      bron bekostiging contract
-- maat:      licht aantal Lopende trajecten met intensiteit licht
-- maat:      midden aantal Lopende trajecten met intensiteit midden
-- maat:      zwaar aantal Lopende trajecten met intensiteit zwaar
-- maat:      maatwerk aantal Lopende trajecten met intensiteit maatwerk
-- maat:      aandeel_zwaar_maatwerk aandeel Aandeel van zwaar en maatwerk in de vier samen, 0 tot 1
-- maat:      onbekend aantal Lopende trajecten waarvan de intensiteit niet bekend is
with :traject_maand,
periode as (:periode),
lopend as (
  select
    stuk.*,
    width_bucket(greatest(van, :'van'::date), :begindagen) as eerste,
    width_bucket(least(tot, :'tot'::date), :begindagen) as laatste
  from stuk
  where van <= :'tot'::date and tot >= :'van'::date and :waar
  offset 0 -- computes the numbers of the parts once a stuk
),
-- a traject of one stuk is counted by its first and last part: many trajecten become few rows before these are
-- spread over the parts
geheel as (
  select eerste, laatste, intensiteit, :groep, count(*) as aantal
  from lopend
  where not is_gedeeld
  group by eerste, laatste, intensiteit, :groep
),
-- a traject of more than one counts once in a part and group that it is in twice with the same intensiteit
gedeeld as (
  select distinct on (periode.periode, pseudoniem, sleutel, intensiteit, :groep) periode.periode, lopend.*
  from lopend
  join periode on periode.periode between eerste and laatste
  where is_gedeeld
  order by periode.periode, pseudoniem, sleutel, intensiteit, :groep
),
telling as (
  select periode.periode, geheel.* from geheel join periode on periode.periode between eerste and laatste
  union all
  select periode, eerste, laatste, intensiteit, :groep, 1 from gedeeld
)
select
  :per,
  coalesce(sum(aantal) filter (where intensiteit = 'licht'), 0) as licht,
  coalesce(sum(aantal) filter (where intensiteit = 'midden'), 0) as midden,
  coalesce(sum(aantal) filter (where intensiteit = 'zwaar'), 0) as zwaar,
  coalesce(sum(aantal) filter (where intensiteit = 'maatwerk'), 0) as maatwerk,
  coalesce(sum(aantal) filter (where intensiteit in ('zwaar', 'maatwerk')), 0)
    / sum(aantal) filter (where intensiteit <> 'onbekend') as aandeel_zwaar_maatwerk,
  coalesce(sum(aantal) filter (where intensiteit = 'onbekend'), 0) as onbekend
from telling
group by :per

-- rapport:   intensiteit
-- titel:     Intensiteit
-- versie:    1
-- verband:   rij
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
-- By first and last part many trajecten become few rows before these are spread over the parts; a traject of more than
-- one stuk keeps a row of its own, for it counts once where two have the same intensiteit.
lopend as (
  select eerste, laatste, intensiteit, gedeeld, :groep, count(*) as aantal
  from (
    select
      stuk.*,
      case when is_gedeeld then pseudoniem::text || sleutel::text end as gedeeld,
      width_bucket(greatest(van, :'van'::date), :begindagen) as eerste,
      width_bucket(least(tot, :'tot'::date), :begindagen) as laatste
    from stuk
    where van <= :'tot'::date and tot >= :'van'::date
    offset '0' -- computes the numbers of the parts once a stuk
  ) as stuk
  where :waar
  group by eerste, laatste, intensiteit, gedeeld, :groep
),
telling as (
  select :per, intensiteit, case when gedeeld is null then sum(aantal) else 1 end as aantal
  from lopend
  join periode on periode.periode between eerste and laatste
  group by :per, intensiteit, gedeeld
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

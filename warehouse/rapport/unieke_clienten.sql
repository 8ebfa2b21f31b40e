-- rapport:   unieke_clienten
-- titel:     Unieke cliënten
-- versie:    1
-- verband:   rij
-- definitie: Verschillende cliënten van de trajecten die in de periode lopen (lopend is als bij caseload). Een cliënt telt
--            in elke rij waarin hij voorkomt een keer: wie in twee teams, gemeenten of maanden zorg heeft, staat in beide
--            rijen en in de rij over beide een keer. Niet op te tellen, over niets.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- maat:      unieke_clienten aantal Verschillende cliënten
-- maat:      lopend aantal Trajecten van die cliënten
with :traject,
periode as (:periode),
:looptijd,
-- the last part of the period in which an earlier traject of the same client in the same group runs: up to there the
-- client has been counted
lopend as (
  select
    pseudoniem, eerste, laatste, :groep,
    max(laatste) over (partition by pseudoniem, :groep order by eerste, laatste
      rows between unbounded preceding and 1 preceding) as geteld_tot
  from looptijd
  where :waar
),
-- many trajecten become few rows before these are spread over the parts
stuk as (
  select eerste, laatste, greatest(eerste, coalesce(geteld_tot, 0) + 1) as nieuw_van, :groep, count(*) as aantal
  from lopend
  group by eerste, laatste, nieuw_van, :groep
),
telling as (
  select periode.periode, stuk.*
  from stuk
  join periode on periode.periode between eerste and laatste
)
select
  :per,
  coalesce(sum(aantal) filter (where periode >= nieuw_van), 0) as unieke_clienten,
  sum(aantal) as lopend
from telling
group by :per

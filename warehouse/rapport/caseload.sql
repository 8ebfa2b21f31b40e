-- rapport:   caseload
-- titel:     Caseload
-- versie:    1
-- definitie: Trajecten die in de periode liepen, begonnen en eindigden. open_begin + gestart = lopend en
--            lopend - afgesloten = open_eind. De eerste en de laatste dag van een traject tellen mee; een tijdelijke
--            stop is geen einde; een einde na de peildatum is nog geen einde.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- maat:      gestart aantal Trajecten die in de periode beginnen
-- maat:      afgesloten aantal Trajecten die in de periode definitief eindigen
-- maat:      open_begin aantal Voor de periode begonnen en dan nog niet geëindigd
-- maat:      lopend aantal Op een of meer dagen van de periode in zorg
-- maat:      open_eind aantal Na de periode nog niet geëindigd
-- maat:      unieke_clienten aantal Verschillende cliënten van de lopende trajecten; niet op te tellen
with :traject,
periode as (:periode),
:looptijd,
-- the last period in which an earlier traject of the same client in the same group runs: up to there the client
-- has been counted
lopend as (
  select
    looptijd.*,
    max(laatste) over (partition by pseudoniem, :groep order by eerste, laatste
      rows between unbounded preceding and 1 preceding) as geteld_tot
  from looptijd
  where :waar
),
telling as (
  select periode.periode, periode.van, periode.tot, lopend.*
  from lopend
  join periode on periode.periode between eerste and laatste
)
select
  :per,
  count(*) filter (where gestart >= van) as gestart,
  count(*) filter (where gestopt <= tot) as afgesloten,
  count(*) filter (where gestart < van) as open_begin,
  count(*) as lopend,
  count(*) filter (where coalesce(gestopt, 'infinity') > tot) as open_eind,
  count(*) filter (where periode > coalesce(geteld_tot, 0)) as unieke_clienten
from telling
group by :per

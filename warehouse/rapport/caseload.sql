-- rapport:   caseload
-- titel:     Caseload
-- versie:    1
-- verband:   rij
-- definitie: Trajecten die in de periode liepen, begonnen en eindigden. open_begin + gestart = lopend en
--            lopend - afgesloten = open_eind. De eerste en de laatste dag van een traject tellen mee; een tijdelijke
--            stop is geen einde; een einde na de peildatum is nog geen einde.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- groepeert: hash
-- maat:      gestart aantal Trajecten die in de periode beginnen
-- maat:      afgesloten aantal Trajecten die in de periode definitief eindigen
-- maat:      open_begin aantal Voor de periode begonnen en dan nog niet geëindigd
-- maat:      lopend aantal Op een of meer dagen van de periode in zorg
-- maat:      open_eind aantal Na de periode nog niet geëindigd
-- maat:      unieke_clienten aantal Verschillende cliënten van de lopende trajecten; niet op te tellen
with :traject,
periode as (:periode),
:looptijd,
-- the last part of the period in which an earlier traject of the same client in the same group runs: up to there the
-- client has been counted
lopend as (
  select
    looptijd.*,
    max(laatste) over (partition by pseudoniem, :groep order by eerste, laatste
      rows between unbounded preceding and 1 preceding) as geteld_tot
  from looptijd
  where :waar
),
-- By first and last part, and the part from which its client counts, many trajecten become few rows before these are
-- spread over the parts.
bundel as (
  select
    eerste, laatste, greatest(eerste, geteld_tot + 1) as geteld_vanaf,
    gestart >= :'van'::date as is_gestart, coalesce(gestopt <= :'tot'::date, false) as is_afgesloten,
    :groep, count(*)::integer as aantal
  from lopend
  group by eerste, laatste, geteld_vanaf, is_gestart, is_afgesloten, :groep
)
select
  :per,
  coalesce(sum(aantal) filter (where periode = eerste and is_gestart), 0) as gestart,
  coalesce(sum(aantal) filter (where periode = laatste and is_afgesloten), 0) as afgesloten,
  coalesce(sum(aantal) filter (where periode > eerste or not is_gestart), 0) as open_begin,
  sum(aantal) as lopend,
  coalesce(sum(aantal) filter (where periode < laatste or not is_afgesloten), 0) as open_eind,
  coalesce(sum(aantal) filter (where periode >= geteld_vanaf), 0) as unieke_clienten
from bundel
join periode on periode.periode between eerste and laatste
group by :per

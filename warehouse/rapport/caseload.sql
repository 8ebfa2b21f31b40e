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
-- maat:      open_begin aantal Voor de periode begonnen en dan nog niet geeindigd
-- maat:      lopend aantal Op een of meer dagen van de periode in zorg
-- maat:      open_eind aantal Na de periode nog niet geeindigd
-- maat:      unieke_clienten aantal Verschillende clienten van de lopende trajecten; niet op te tellen
with periode as (:periode),
\ir _traject.sql
,
telling as (
  select periode.periode, periode.van, periode.tot, traject.*
  from periode
  join traject on traject.gestart <= periode.tot and coalesce(traject.gestopt, 'infinity') >= periode.van
)
select
  :per,
  count(*) filter (where gestart >= van) as gestart,
  count(*) filter (where gestopt <= tot) as afgesloten,
  count(*) filter (where gestart < van) as open_begin,
  count(*) as lopend,
  count(*) filter (where coalesce(gestopt, 'infinity') > tot) as open_eind,
  count(distinct pseudoniem) as unieke_clienten
from telling
where :waar
group by :per

-- rapport:   recidive
-- titel:     Recidive
-- versie:    1
-- definitie: Begonnen trajecten van cliënten die terugkomen: op de begindag is er van de eerder begonnen trajecten van de
--            cliënt, bij welke aanbieder ook, geen meer open, het laatste einde daarvan ligt ten minste --maanden
--            kalendermaanden terug (31 augustus en zes maanden is de laatste dag van februari), en het traject dat toen
--            eindigde heeft een hoofddomein gemeen met het nieuwe. Een leeg hoofddomein is nooit gelijk. Trajecten die op
--            dezelfde dag beginnen, tellen niet als eerder. Het aandeel is dat in alle begonnen trajecten.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- koppelt:   hash
-- optie:     maanden getal 6 Kalendermaanden die ten minste tussen het einde en het nieuwe begin liggen
-- maat:      recidive aantal Begonnen trajecten van wie terugkomt
-- maat:      gestart aantal Trajecten die in de periode beginnen
-- maat:      aandeel deling:recidive/gestart Aandeel, 0 tot 1
with :traject,
-- Of the clients for whom it matters, those of whom a traject with a hoofddomein begins in the period: the latest end of what
-- began on an earlier day. One that is open, or ends on the day of the new start or later, is too late for any number of
-- months but 0: the first and the last day are both days of care.
begin as (
  select
    pseudoniem, sleutel, gestart, gestopt, hoofddomein,
    max(coalesce(gestopt, 'infinity')) over (
      partition by pseudoniem order by gestart groups between unbounded preceding and 1 preceding) as laatste_einde
  from traject
  where gestart is not null
    and pseudoniem in (
      select pseudoniem from traject where gestart between :'van'::date and :'tot'::date and hoofddomein <> 'onbekend')
),
terug as (
  select begin.*
  from begin
  where gestart between :'van'::date and :'tot'::date and hoofddomein <> 'onbekend'
    and laatste_einde < gestart
    and laatste_einde + make_interval(months => :'maanden'::integer) <= gestart
),
-- the trajecten of that end, of which one will do
herhaald as (
  select distinct terug.pseudoniem, terug.sleutel
  from terug
  join begin eerder
    on eerder.pseudoniem = terug.pseudoniem and eerder.gestopt = terug.laatste_einde
    and eerder.gestart < terug.gestart
  where eerder.hoofddomein <> 'onbekend'
    and string_to_array(terug.hoofddomein, '|') && string_to_array(eerder.hoofddomein, '|')
),
telling as (
  select
    width_bucket(gestart, :begindagen) as periode, traject.*,
    herhaald.sleutel is not null as is_recidive
  from traject
  left join herhaald using (pseudoniem, sleutel)
  where gestart between :'van'::date and :'tot'::date
)
select
  :per,
  count(*) filter (where is_recidive) as recidive,
  count(*) as gestart
from telling
where :waar
group by :per

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
-- optie:     maanden getal 6 Kalendermaanden die ten minste tussen het einde en het nieuwe begin liggen
-- maat:      recidive aantal Begonnen trajecten van wie terugkomt
-- maat:      gestart aantal Trajecten die in de periode beginnen
-- maat:      aandeel deling:recidive/gestart Aandeel, 0 tot 1
with :traject,
-- The latest end of what began on an earlier day. One that is open, or ends on the day of the new start or later, is too
-- late for any number of months but 0: the first and the last day are both days of care.
begin as (
  select
    traject.*,
    max(coalesce(gestopt, 'infinity')) over (
      partition by pseudoniem order by gestart groups between unbounded preceding and 1 preceding) as laatste_einde
  from traject
  where gestart is not null
),
nieuw as (
  select
    begin.*,
    laatste_einde < gestart
      and laatste_einde + make_interval(months => :'maanden'::integer) <= gestart as is_terug
  from begin
  where gestart between :'van'::date and :'tot'::date
),
-- the trajecten of that end, of which one will do
herhaald as (
  select distinct nieuw.pseudoniem, nieuw.sleutel
  from nieuw
  join begin eerder
    on eerder.pseudoniem = nieuw.pseudoniem and eerder.gestopt = nieuw.laatste_einde
    and eerder.gestart < nieuw.gestart
  where nieuw.is_terug
    and nieuw.hoofddomein <> 'onbekend' and eerder.hoofddomein <> 'onbekend'
    and string_to_array(nieuw.hoofddomein, '|') && string_to_array(eerder.hoofddomein, '|')
),
telling as (
  select
    width_bucket(gestart, :begindagen) as periode, nieuw.*,
    herhaald.sleutel is not null as is_recidive
  from nieuw
  left join herhaald using (pseudoniem, sleutel)
)
select
  :per,
  count(*) filter (where is_recidive) as recidive,
  count(*) as gestart
from telling
where :waar
group by :per

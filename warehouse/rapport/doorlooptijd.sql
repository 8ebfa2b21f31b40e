-- rapport:   doorlooptijd
-- titel:     Doorlooptijd
-- versie:    1
-- definitie: Dagen van begin tot einde van de trajecten die in de periode eindigen, en apart daarvan dagen van begin tot de
--            laatste dag van de periode (of de peildatum als die eerder is) van wat dan loopt. Dagen van een onderbreking
--            (na de tijdelijke stop, voor de herstart) gaan eraf.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- maat:      afgesloten aantal Trajecten die in de periode definitief eindigen
-- maat:      afgesloten_gemiddeld getal Gemiddelde doorlooptijd daarvan in dagen
-- maat:      afgesloten_mediaan getal Mediaan daarvan
-- maat:      open_eind aantal Trajecten die op de laatste dag (of de peildatum) lopen en daarna nog niet zijn geeindigd
-- maat:      open_gemiddeld getal Gemiddelde duur tot die dag
-- maat:      open_mediaan getal Mediaan daarvan
with periode as (:periode),
\ir _traject.sql
,
-- days without care of each traject up to its end or to the moment of the period; van and tot are days of care
onderbroken as (
  select
    o.traject as sleutel, periode.periode,
    sum(greatest(0, least(o.tot - 1, t.gestopt, periode.moment) - o.van)) as dagen
  from dwh.onderbreking o
  join traject t on t.pseudoniem = o.pseudoniem and t.sleutel = o.traject
  cross join periode
  where o.bekend_van <= :'peildatum'::date and o.bekend_tot > :'peildatum'::date
    and :'onderbreking' = 'niet'
  group by o.traject, periode.periode
),
telling as (
  select
    periode.periode, traject.*,
    gestopt between periode.van and periode.tot as is_afgesloten,
    least(gestopt, periode.moment) - gestart - coalesce(onderbroken.dagen, 0) as dagen
  from periode
  join traject
    on traject.gestopt between periode.van and periode.tot
    or traject.gestart <= periode.moment and coalesce(traject.gestopt, 'infinity') > periode.moment
  left join onderbroken on onderbroken.sleutel = traject.sleutel and onderbroken.periode = periode.periode
  where traject.gestart is not null
)
select
  :per,
  count(*) filter (where is_afgesloten) as afgesloten,
  avg(dagen) filter (where is_afgesloten) as afgesloten_gemiddeld,
  percentile_cont(0.5) within group (order by dagen) filter (where is_afgesloten) as afgesloten_mediaan,
  count(*) filter (where is_afgesloten is not true) as open_eind,
  avg(dagen) filter (where is_afgesloten is not true) as open_gemiddeld,
  percentile_cont(0.5) within group (order by dagen) filter (where is_afgesloten is not true) as open_mediaan
from telling
where :waar
group by :per

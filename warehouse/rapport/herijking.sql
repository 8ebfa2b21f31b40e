-- rapport:   herijking
-- titel:     Herijking
-- versie:    2
-- definitie: Hoe lang en hoe veel zorg werkelijk is geleverd, naast wat was toegewezen: van trajecten uit berichten die in de
--            periode eindigen met een gemelde stop (niet die alleen met hun toewijzing afliepen), met de nieuwste versie van
--            hun toewijzing. Duur is einde min begin in dagen, zonder dagen van een onderbreking; toegewezen Einddatum min
--            Ingangsdatum. Weekvolume is het gedeclareerde volume (debet min credit, niet afgekeurd, in de toegewezen
--            eenheid, met een begindatum van het begin tot en met het einde van het traject) per zeven dagen zorg, eerste en
--            laatste dag meegeteld; toegewezen naar Frequentie, een maand als 365,25 / 12 dagen. Elk cijfer is van de
--            trajecten die het hebben; hoeveel dat er zijn staat ervoor. Een traject waarvan de toewijzing niet bekend is,
--            heeft alleen een werkelijke duur. Eenheden worden nooit gemengd.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit reden
-- waar:      bron
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- sleutel:   eenheid * Eenheid van de toegewezen omvang; geen bij een Budget, zonder omvang en zonder toewijzing
-- koppelt:   hash
-- dekking:   jw wmo
-- maat:      trajecten aantal Trajecten die in de periode met een gemelde stop eindigen
-- maat:      duur_gemiddeld getal Gemiddelde werkelijke duur in dagen
-- maat:      duur_mediaan getal Mediaan daarvan
-- maat:      duur_p90 getal Negentigste percentiel daarvan
-- maat:      met_toegewezen_duur aantal Trajecten waarvan de toewijzing een einde heeft
-- maat:      toegewezen_duur_gemiddeld getal Gemiddelde toegewezen duur in dagen
-- maat:      toegewezen_duur_mediaan getal Mediaan daarvan
-- maat:      toegewezen_duur_p90 getal Negentigste percentiel daarvan
-- maat:      met_weekvolume aantal Trajecten met een gedeclareerde regel in de toegewezen eenheid
-- maat:      weekvolume_gemiddeld getal Gemiddeld gedeclareerd volume per week
-- maat:      weekvolume_mediaan getal Mediaan daarvan
-- maat:      weekvolume_p90 getal Negentigste percentiel daarvan
-- maat:      met_toegewezen_weekvolume aantal Trajecten waarvan de omvang per week te zeggen is
-- maat:      toegewezen_weekvolume_gemiddeld getal Gemiddeld toegewezen volume per week
-- maat:      toegewezen_weekvolume_mediaan getal Mediaan daarvan
-- maat:      toegewezen_weekvolume_p90 getal Negentigste percentiel daarvan
with :traject,
:prestatie,
beeindigd as (
  select
    traject.*, t.volume,
    coalesce(case when t.budget is null then t.eenheid end, 'geen') as eenheid,
    t.einddatum - t.ingangsdatum as toegewezen_duur,
    case t.frequentie
      when '1' then t.volume * 7.0
      when '2' then t.volume
      when '4' then t.volume * 84 / 365.25
      when '6' then t.volume * 7.0 / nullif(t.einddatum - t.ingangsdatum + 1, 0)
    end as toegewezen_weekvolume
  from traject
  left join dwh.toewijzing t
    on t.pseudoniem = traject.pseudoniem and t.sleutel = traject.toewijzing
    and t.bekend_van <= :'peildatum'::date and t.bekend_tot > :'peildatum'::date
  where gestart is not null and gestopt between :'van'::date and :'tot'::date and reden <> 'niet_gemeld'
    and traject.bron = 'bericht'
),
-- van and tot of an onderbreking are days of care, those between are not; one that lasts has no last day yet
onderbroken as (
  select
    b.pseudoniem, b.sleutel,
    sum(greatest(0, least(coalesce(o.tot - 1, 'infinity'), b.gestopt) - o.van)) as dagen
  from beeindigd b
  join dwh.onderbreking o on o.pseudoniem = b.pseudoniem and o.traject = b.sleutel
  where o.bekend_van <= :'peildatum'::date and o.bekend_tot > :'peildatum'::date
    and :'onderbreking' = 'niet'
  group by b.pseudoniem, b.sleutel
),
geleverd as (
  select b.pseudoniem, b.sleutel, sum(p.volume) as volume
  from beeindigd b
  join prestatieregel p
    on p.pseudoniem = b.pseudoniem and p.toewijzing = b.toewijzing and p.eenheid = b.eenheid
    and p.begindatum between b.gestart and b.gestopt
  where not p.afgekeurd
  group by b.pseudoniem, b.sleutel
),
telling as (
  select
    width_bucket(gestopt, :begindagen) as periode, b.*,
    gestopt - gestart - coalesce(onderbroken.dagen, 0) as duur,
    geleverd.volume * 7.0 / (gestopt - gestart + 1 - coalesce(onderbroken.dagen, 0)) as weekvolume
  from beeindigd b
  -- full, though each has its traject: that is never done by looking all of it through for every traject
  full join onderbroken using (pseudoniem, sleutel)
  full join geleverd using (pseudoniem, sleutel)
)
select
  :per,
  count(*) as trajecten,
  avg(duur) as duur_gemiddeld,
  percentile_cont(0.5) within group (order by duur) as duur_mediaan,
  percentile_cont(0.9) within group (order by duur) as duur_p90,
  count(toegewezen_duur) as met_toegewezen_duur,
  avg(toegewezen_duur) as toegewezen_duur_gemiddeld,
  percentile_cont(0.5) within group (order by toegewezen_duur) as toegewezen_duur_mediaan,
  percentile_cont(0.9) within group (order by toegewezen_duur) as toegewezen_duur_p90,
  count(weekvolume) as met_weekvolume,
  avg(weekvolume) as weekvolume_gemiddeld,
  percentile_cont(0.5) within group (order by weekvolume) as weekvolume_mediaan,
  percentile_cont(0.9) within group (order by weekvolume) as weekvolume_p90,
  count(toegewezen_weekvolume) as met_toegewezen_weekvolume,
  avg(toegewezen_weekvolume) as toegewezen_weekvolume_gemiddeld,
  percentile_cont(0.5) within group (order by toegewezen_weekvolume) as toegewezen_weekvolume_mediaan,
  percentile_cont(0.9) within group (order by toegewezen_weekvolume) as toegewezen_weekvolume_p90
from telling
where :waar
group by :per

-- rapport:   wachttijd
-- titel:     Wachttijd
-- versie:    1
-- definitie: Tijd tussen toewijzing (of ingangsdatum, of aanmelding) en start van de zorg (of intake), van het eerste
--            traject van elke toewijzing, in de periode waarin het wachten eindigde. Werkdagen zijn maandag tot en met
--            vrijdag zonder feestdagen, na de eerste tot en met de laatste dag. Negatieve wachttijden tellen mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- optie:     norm getal 5 Norm in werkdagen
-- sleutel:   soort toewijzing_start|ingang_start|aanmelding_intake|aanmelding_start Van waar tot waar gewacht wordt
-- maat:      aantal aantal Wachttijden die in de periode eindigden
-- maat:      gemiddeld getal Gemiddelde in kalenderdagen
-- maat:      mediaan getal Mediaan in kalenderdagen
-- maat:      gemiddeld_werkdagen getal Gemiddelde in werkdagen
-- maat:      binnen_norm aantal Wachttijden van ten hoogste de norm
-- maat:      aandeel_binnen_norm aandeel binnen_norm / aantal
-- maat:      nog_wachtend aantal Nog niet gestart op de laatste dag van de periode (of de peildatum als die eerder is),
--            met op die dag een geldige toewijzing (of, bij aanmelding, zonder einde van het traject)
with :traject,
periode as (:periode),
-- in_de_rij_van .. in_de_rij_tot: the days on which somebody who did not start counts as waiting
wachten as not materialized (
  select traject.*, soort, begin, eind, in_de_rij_van, least(in_de_rij_einde, eind - 1) as in_de_rij_tot
  from traject
  cross join lateral (values
    ('toewijzing_start', toegewezen, gestart, ingang, toewijzing_einde),
    ('ingang_start', ingang, gestart, ingang, toewijzing_einde),
    ('aanmelding_intake', aangemeld, intake, aangemeld, gestopt - 1),
    ('aanmelding_start', aangemeld, gestart, aangemeld, gestopt - 1)
  ) as wacht (soort, begin, eind, in_de_rij_van, in_de_rij_einde)
  where volgnummer = 1 and begin is not null
),
telling as (
  select
    width_bucket(eind, :begindagen) as periode, true as is_geeindigd,
    eind - begin as dagen,
    tot_dag.werkdag_nummer - van_dag.werkdag_nummer as werkdagen,
    wachten.*
  from wachten
  left join dwh.dim_datum van_dag on van_dag.datum = begin
  left join dwh.dim_datum tot_dag on tot_dag.datum = eind
  where eind between :'van'::date and :'tot'::date
  union all
  select periode.periode, false, null, null, wachten.*
  from wachten
  join periode on periode.moment between in_de_rij_van and coalesce(in_de_rij_tot, 'infinity')
)
select
  :per,
  count(*) filter (where is_geeindigd) as aantal,
  avg(dagen) as gemiddeld,
  percentile_cont(0.5) within group (order by dagen) as mediaan,
  avg(werkdagen) as gemiddeld_werkdagen,
  count(*) filter (where werkdagen <= :'norm'::integer) as binnen_norm,
  count(*) filter (where werkdagen <= :'norm'::integer)::numeric
    / nullif(count(*) filter (where is_geeindigd), 0) as aandeel_binnen_norm,
  count(*) filter (where not is_geeindigd) as nog_wachtend
from telling
where :waar
group by :per

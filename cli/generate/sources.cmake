# what `sluis generate` is made of, beside its command in cli/generate.c
set(GENERATE_SOURCES
  generate/random.c generate/region.c generate/calendar.c generate/life.c generate/signalen.c generate/script.c generate/simulation.c
  generate/words.c generate/xml_text.c generate/message_writer.c generate/declaratie.c generate/declaratie_writer.c
  generate/damage.c generate/output_tree.c generate/delivery.c generate/declaratie_signalen.c generate/declaraties.c generate/reference_files.c
  generate/lijst_plan.c generate/casus.c generate/casus_script.c generate/lijsten.c generate/dubbele_zorg.c generate/cijferlijsten.c
  generate/outcome.c generate/truth.c generate/plaatsen.c generate/kosten.c generate/reis.c generate/generator.c)

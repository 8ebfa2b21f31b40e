# From the bytes of one file to a judged levering.
set(READER_SOURCES
  bericht.c bericht_gebeurtenis.c bericht_meldingen.c bericht_plan.c bericht_reader.c bericht_value.c bericht_view.c
  berichten/bericht301.c berichten/bericht305.c berichten/bericht307.c berichten/bericht323.c berichten/bericht325.c
  berichten/onderdelen.c berichten/waarden.c
  levering_lijst.c levering_reader.c levering_stream.c indicator_code.c
  lijst_csv.c lijst_gebeurtenis.c lijst_herken.c lijst_kop.c lijst_memory.c lijst_naam.c lijst_reader.c lijst_regel.c
  lijsten/cellen.c lijsten/lijst_indicator.c lijsten/lijst_traject.c lijsten/lijsten.c
  prestatie_fouten.c product_domein.c rule_case.c rule_memory.c rules.c rules_bericht.c rules_client.c rules_declaratie.c rules_levering.c rules_toewijzing.c
  verslag.c vorm.c xlsx_book.c xlsx_reader.c xlsx_value.c xml_reader.c)

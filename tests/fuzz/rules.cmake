sluis_fuzz(rules
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_rules.c ${CMAKE_CURRENT_SOURCE_DIR}/rules_message.c
    ${CMAKE_CURRENT_SOURCE_DIR}/rules_mutator.c ${PROJECT_SOURCE_DIR}/tests/ingest/rule_changes.c
    ${PROJECT_SOURCE_DIR}/tests/ingest/reader_help.c
  LIBRARIES sluis_ingest)
target_include_directories(fuzz_rules PRIVATE ${PROJECT_SOURCE_DIR}/tests/ingest)
target_compile_definitions(fuzz_rules PRIVATE FIXTURES="${PROJECT_SOURCE_DIR}/tests/ingest/fixtures")

# sluis_postgres_test(NAME SOURCES ... LIBRARIES ...): a cmocka program that needs a PostgreSQL. ctest starts a
# private one before the first and stops it after the last; `ctest -LE postgres` leaves them all out.
set(SLUIS_TEST_POSTGRES ${CMAKE_BINARY_DIR}/tests/postgres.where)
set(POSTGRES_SCRIPTS ${CMAKE_CURRENT_LIST_DIR})
add_test(NAME postgres-start COMMAND ${POSTGRES_SCRIPTS}/start ${SLUIS_TEST_POSTGRES})
add_test(NAME postgres-stop COMMAND ${POSTGRES_SCRIPTS}/stop ${SLUIS_TEST_POSTGRES})
set_tests_properties(postgres-start PROPERTIES FIXTURES_SETUP postgres LABELS postgres)
set_tests_properties(postgres-stop PROPERTIES FIXTURES_CLEANUP postgres LABELS postgres)

add_library(sluis_test_database STATIC ${CMAKE_CURRENT_LIST_DIR}/test_database.c)
target_link_libraries(sluis_test_database PUBLIC sluis_warehouse PkgConfig::CMOCKA)

function(sluis_postgres_test name)
  sluis_test(${name} ${ARGN})
  target_link_libraries(test_${name} PRIVATE sluis_test_database)
  set_tests_properties(${name} PROPERTIES
    FIXTURES_REQUIRED postgres LABELS postgres TIMEOUT 600
    ENVIRONMENT "SLUIS_TEST_POSTGRES=${SLUIS_TEST_POSTGRES}")
endfunction()

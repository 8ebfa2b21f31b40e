# sluis_library(NAME SOURCES a.c ... LIBRARIES x ...): one folder, one static library, includes from the root.
function(sluis_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(sluis_${name} STATIC ${ARG_SOURCES})
  target_include_directories(sluis_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_link_libraries(sluis_${name} PUBLIC ${ARG_LIBRARIES})
endfunction()

# sluis_embed(NAME FILE...): the files as NUL-terminated texts in the program, so that it runs from anywhere.
# Makes NAME.c and NAME.h in the folder's build directory; see embed.py for the form.
function(sluis_embed name)
  set(files "")
  foreach(file ${ARGN})
    list(APPEND files ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed.py)
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.c ${CMAKE_CURRENT_BINARY_DIR}/${name}.h
    COMMAND Python3::Interpreter ${script} ${CMAKE_CURRENT_BINARY_DIR}/${name} ${files}
    DEPENDS ${script} ${files}
    VERBATIM)
endfunction()

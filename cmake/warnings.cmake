# Every warning is an error; each flag stands here with what it has caught or would catch.
add_compile_definitions(_GNU_SOURCE)   # O_PATH, renameat2, memmem: Linux is the only target
add_compile_options(
  -Wall -Wextra               # the common mistakes
  -Werror                     # a warning that nobody must mend is not read
  -Wshadow                    # the wrong variable of two with one name
  -Wstrict-prototypes         # f() that takes anything
  -Wmissing-prototypes        # a function that should have been static, or has no header
  -Wpointer-arith             # arithmetic on void *
  -Wcast-qual                 # a const that is cast away
  -Wwrite-strings             # writing into a literal
  -Wvla                       # a stack that grows with the input
  -Wformat=2                  # a format string from outside
  -Wundef                     # a misspelt macro that reads as 0
  -Wimplicit-fallthrough      # a forgotten break
  -Wnull-dereference          # a path on which a pointer is null
  -fstack-protector-strong    # a smashed stack ends the program
  -fno-common                 # two globals that become one
)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(
    -Wduplicated-cond         # the second of two equal branches never runs
    -Wlogical-op              # && where & was meant
  )
endif()
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT SANITIZER)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)  # bounds of libc calls checked at run time
endif()

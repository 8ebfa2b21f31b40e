/* The mark of a function whose result says whether it worked: ignoring it does not compile. */
#ifndef SLUIS_BASE_MUST_CHECK_H
#define SLUIS_BASE_MUST_CHECK_H

#define MUST_CHECK __attribute__((warn_unused_result))

#endif

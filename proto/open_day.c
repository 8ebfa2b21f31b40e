/* Said once, for events, for leveringen and for the verslag of their sender, which must not differ. */
#include "proto/open_day.h"

#include "base/date.h"

bool open_day_is_past(int32_t day, int32_t closed_through)
{
  return closed_through != DATE_MINUS_INFINITY && day <= closed_through;
}

int32_t open_day_from(int32_t ontvangen, int32_t closed_through)
{
  return open_day_is_past(ontvangen, closed_through) ? closed_through + 1 : ontvangen;
}

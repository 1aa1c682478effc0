#include "report/verdict_paint.h"

namespace report {

using policy::Verdict;

Paint paint_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Paint::server;
    case Verdict::hint:
      return Paint::note;
    case Verdict::unknown:
    case Verdict::warn:
      return Paint::warning;
    case Verdict::fail:
      return Paint::refusal;
  }
  return Paint::plain;
}

}  // namespace report

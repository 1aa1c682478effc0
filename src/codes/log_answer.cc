#include "codes/log_answer.h"

namespace codes {
namespace {

// The class of reply that would have come to the same; 0: not known.
int class_of(LogOutcome outcome) {
  switch (outcome) {
    case LogOutcome::deferred:
      return 4;
    case LogOutcome::failed:
      return 5;
    case LogOutcome::delivered:
    case LogOutcome::refused:
      return 0;
  }
  return 0;
}

}  // namespace

Answer answer(const LogEvent& event, const Classifier& classifier) {
  Answer found = answer(event.text, classifier, event.status);
  classifier.name_provider(event.remote, found.verdict);
  const int klass = class_of(event.outcome);
  const bool waits = event.outcome == LogOutcome::deferred;
  if (klass == 0 || (!waits && found.permanence != Permanence::unknown)) return found;
  found.permanence = permanence_of(klass);
  found.retry = retry_for(*found.reason, klass);
  found.suppress = suppress_for(*found.reason, klass);
  return found;
}

}  // namespace codes

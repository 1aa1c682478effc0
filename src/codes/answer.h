// All that can be said about one reply text, for people and for programs.
#pragma once

#include <string_view>
#include <vector>

#include "codes/classifier.h"
#include "codes/code_table.h"
#include "codes/facts.h"

namespace codes {

struct Answer {
  ReplyText reply;  // its views point into the text that was asked about
  Verdict verdict;
  const CodePage* reason = nullptr;  // of the verdict's reason, or is_by_code(); never null
  const CodePage* code = nullptr;    // of the enhanced code, else of the reply code; may be null
  std::vector<Fact> facts;
  std::vector<std::string> notes;
  Permanence permanence = Permanence::unknown;
  Retry retry = Retry::after_change;
  Suppress suppress = Suppress::no;

  // Nothing was refused, so that the reply code is explained and no reason.
  bool is_by_code() const;

  // Neither a code nor words that a rule knows.
  bool tells_nothing() const;
};

// What came with a text besides its words; it counts where they do not tell.
struct Context {
  std::string_view status = {};           // an enhanced code in a field of its own
  base::Stage stage = base::Stage::none;  // of the command that was refused
};

// A text without any code never says that mail to an address should stop at once.
Answer answer(std::string_view text, const Classifier& classifier, const Context& context = {});

// The page of the enhanced code, else that of the reply code; null where neither has one.
const CodePage* page_of(const ReplyText& reply);

// Sets retry and suppression: of the answer's reason, which came with a code of this class (0: not
// known). What the text says may be otherwise later suppresses no address for good.
void advise(Answer& answer, int klass, std::string_view text);

}  // namespace codes

// What a refusal is about, for a program that has asked a server something: of a client that stands
// on a block list nothing can be told about recipients, or about relaying.
#pragma once

#include <string>

#include "smtp/reply.h"

namespace codes {

enum class About {
  client,      // who asks: its address, names or pace; another client may hear something else
  early_talk,  // a client that did not wait for its turn
  patience,    // who asks again later is let in (greylisting)
  sender,      // the sender of the envelope
  login,       // who has not logged in, or does not speak TLS
  routing,     // mail for that domain, which is not this server's to take
  domain,      // the recipient's domain, which does not exist or takes no mail
  other,       // what was asked for, or trouble of the server's; or the words do not tell
};

struct Refusal {
  About about = About::other;
  std::string todo;    // "find the list in the text and ask for removal there (zen.spamhaus.org)"
  bool vague = false;  // neither the words nor the codes say what it is about
};

// By the words of the reply before its codes; the advice is the one that `ehlo codes` gives. Words
// that say little ("access denied") blame nobody.
Refusal read_refusal(const smtp::Reply& reply);

}  // namespace codes

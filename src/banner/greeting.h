// What a server's greeting says about it (RFC 5321 sections 4.2 and 4.3.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "policy/finding.h"
#include "smtp/reply.h"

namespace banner {

// Names and text are the server's bytes: printable() before a person sees them.
struct Greeting {
  int code = 0;
  std::string name;      // the first word, where the host's name belongs; a refusal may have none
  std::string protocol;  // "ESMTP", "SMTP" or "LMTP" as it was written; empty: not said
  std::string text;      // what stands behind the name, all lines, joined by LF
  std::size_t lines = 0;
  bool ascii = true;    // printable ASCII and tabs alone, as RFC 5321 wants textstring
  bool masked = false;  // asterisks: a Cisco PIX or ASA stands between
};

Greeting read_greeting(const smtp::Reply& reply);

// True for the name of a host that mail can come from: a domain of two labels or more, or an
// address literal in brackets.
bool is_qualified(std::string_view name);

// True for the name of a host that only its own machine or network knows: "localhost.localdomain".
bool is_local_name(std::string_view name);

// A greeting that takes longer is told: a tarpit, or a slow look-up of the client's name. It is
// never a failure.
constexpr base::Duration kSlowGreeting{5000};

// What in the greeting is against the RFC, or will not let mail in. `delay` is the time from the
// connection to its last byte.
std::vector<policy::Finding> greeting_findings(const smtp::Reply& reply, base::Duration delay);

// What to do about a 421.
constexpr std::string_view kWhenItStays =
    "try again; when it stays, look at the server's load and connection limits";

// What to do where FTP or its kin answer.
constexpr const char* kNotSmtp =
    "another service listens on this port (FTP, NNTP): name the port of SMTP";

// What to do about an EHLO that is refused where HELO is not.
constexpr const char* kNotTheName =
    "see the server's log for the reason: a policy that lets HELO pass, so it is not the name";

// What to do about a 4xx to EHLO.
std::string advice_on_put_off(const smtp::Reply& refusal);

// True for a refusal that does not know the command: 500, 502 or 504, but not where its words are
// about the client (Postfix refuses a name with 504).
bool knows_no_hello(const smtp::Reply& refusal);

// What else is known of who refuses EHLO.
struct HelloTrial {
  bool lmtp = false;                          // it was asked with LHLO
  bool helo_taken = false;                    // HELO, said behind the refusal, was taken
  std::optional<smtp::Reply> helo_refusal{};  // or was answered so; neither: nobody knows
};

// FTP and its kin have three digits too, and no enhanced codes: neither EHLO nor HELO is known, or
// a login is wanted ahead of them, by a server that greets with no host's name and calls itself
// nothing like SMTP.
bool is_another_service(const smtp::Reply& refusal, const Greeting& greeting,
                        const HelloTrial& trial);

// What the reply to EHLO tells against the greeting. `reply` may be a refusal.
std::vector<policy::Finding> hello_findings(const smtp::Reply& reply, const Greeting& greeting,
                                            const HelloTrial& trial = {});

}  // namespace banner

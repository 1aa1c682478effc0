// Which versions, suites and groups of TLS a server accepts: each is offered until it is refused.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/check.h"

namespace probe {

// Of all of it together; what is not known by then is told so.
constexpr std::size_t kMostHandshakes = 100;

// One handshake: nothing but this is offered.
struct TlsOffer {
  std::string version;
  std::vector<std::string> suites;
  std::string group{};  // empty: all
};
struct TlsAnswer {
  enum class Kind {
    accepted,
    refused,  // the handshake failed
    lost,     // there was no handshake at all, or no time for it
  } kind = Kind::refused;
  std::string suite{};
  std::string why{};
};
using Handshake = std::function<TlsAnswer(const TlsOffer& offer)>;

struct AcceptedVersion {
  std::string version;
  std::vector<std::string> suites{};  // the one it likes best first
  // Whose order decides; false where the client's does, or where there is one suite alone.
  bool server_chooses = false;
};
struct TlsAcceptance {
  std::vector<AcceptedVersion> versions{};  // the newest first
  std::vector<std::string> groups{};
  std::string trouble{};  // why there may be more; empty when this is all
};

// `known` gives the suites that can be offered in a version (net::known_suites).
using KnownSuites = std::function<std::vector<std::string>(std::string_view version)>;
TlsAcceptance enumerate_tls(const Handshake& shake, const KnownSuites& known);

// `submission`: mail programs log in here; none of them falls back to plaintext, as MXs do.
Judgements judge_versions(const TlsAcceptance& accepted, bool submission);
Judgements judge_suites(const TlsAcceptance& accepted, bool submission);
Judgements judge_order(const TlsAcceptance& accepted);
Judgements judge_groups(const TlsAcceptance& accepted);

}  // namespace probe

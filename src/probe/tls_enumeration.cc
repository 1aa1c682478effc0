#include "probe/tls_enumeration.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace probe {
namespace {

using Names = std::vector<std::string>;

constexpr std::array kVersions{"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"};
constexpr std::array kGroups{"X25519", "P-256", "P-384", "P-521", "X448", "ffdhe2048", "ffdhe3072"};
constexpr std::array kBroken{"RC4", "DES", "NULL", "EXP", "MD5", "RC2"};

bool holds_one(std::string_view suite, std::string_view part) {
  return suite.find(part) != std::string_view::npos;
}

bool is_broken(std::string_view suite) {
  return std::ranges::any_of(kBroken, [&](auto part) { return holds_one(suite, part); });
}

bool is_anonymous(std::string_view suite) {
  return suite.starts_with("ADH-") || suite.starts_with("AECDH-");
}

bool is_forward_secret(std::string_view suite) {
  return suite.starts_with("TLS_") || holds_one(suite, "DHE-") || is_anonymous(suite);
}

class Enumeration {
 public:
  Enumeration(const Handshake& shake, const KnownSuites& known) : shake_(shake), known_(known) {}

  TlsAcceptance all() {
    for (const char* version : kVersions) add_version(version);
    add_groups();
    return std::move(found_);
  }

 private:
  // A refusal too when no further handshake is to be had.
  TlsAnswer offer(const TlsOffer& offer) {
    if (!found_.trouble.empty()) return {};
    if (made_ == kMostHandshakes) {
      found_.trouble = fmt::format("{} handshakes were made, and there may be more", made_);
      return {};
    }
    ++made_;
    TlsAnswer answer = shake_(offer);
    if (answer.kind == TlsAnswer::Kind::lost)
      found_.trouble = fmt::format("handshake {} was not to be had: {}", made_, answer.why);
    return answer;
  }

  void add_version(const std::string& version) {
    AcceptedVersion accepted{version};
    Names left = known_(version);
    while (!left.empty()) {
      const TlsAnswer answer = offer({version, left});
      if (answer.kind != TlsAnswer::Kind::accepted || std::erase(left, answer.suite) == 0) break;
      accepted.suites.push_back(answer.suite);
    }
    if (accepted.suites.empty()) return;
    if (accepted.suites.size() > 1) {
      const Names reversed(accepted.suites.rbegin(), accepted.suites.rend());
      accepted.server_chooses = offer({version, reversed}).suite == accepted.suites.front();
    }
    found_.versions.push_back(std::move(accepted));
  }

  // Where groups are agreed on by name; before TLS 1.3 those of finite fields are not.
  void add_groups() {
    if (found_.versions.empty()) return;
    const AcceptedVersion& newest = found_.versions.front();
    Names suites = newest.suites;
    const bool is_new = newest.version == "TLSv1.3";
    if (!is_new)
      std::erase_if(suites, [](const auto& suite) { return !holds_one(suite, "ECDHE"); });
    if (suites.empty()) return;
    for (const std::string_view group : kGroups) {
      if (!is_new && group.starts_with("ff")) continue;
      if (offer({newest.version, suites, std::string(group)}).kind == TlsAnswer::Kind::accepted)
        found_.groups.emplace_back(group);
    }
  }

  const Handshake& shake_;
  const KnownSuites& known_;
  std::size_t made_ = 0;
  TlsAcceptance found_;
};

Names suites_that(const TlsAcceptance& accepted, bool (*is_so)(std::string_view)) {
  Names names;
  for (const AcceptedVersion& each : accepted.versions)
    for (const std::string& suite : each.suites)
      if (is_so(suite) && std::ranges::find(names, suite) == names.end()) names.push_back(suite);
  return names;
}

void add_those(Judgements& judgements, Verdict verdict, std::string_view what, const Names& names) {
  if (!names.empty())
    judgements.push_back({verdict, fmt::format("{}: {}", what, fmt::join(names, " ")), ""});
}

}  // namespace

TlsAcceptance enumerate_tls(const Handshake& shake, const KnownSuites& known) {
  return Enumeration(shake, known).all();
}

Judgements judge_versions(const TlsAcceptance& accepted, bool submission) {
  Names all, old;
  for (const AcceptedVersion& each : accepted.versions) {
    all.push_back(each.version);
    if (each.version == "TLSv1" || each.version == "TLSv1.1") old.push_back(each.version);
  }
  Judgements judgements;
  if (all.empty())
    judgements = unknown("none was accepted");
  else if (old.empty())
    judgements = holds(fmt::format("{}", fmt::join(all, " ")));
  else
    judgements = milder(submission ? Verdict::warn : Verdict::hint,
                        fmt::format("{} are accepted, of which {} is broken", fmt::join(all, " "),
                                    fmt::join(old, " ")));
  if (!accepted.trouble.empty())
    judgements.push_back({Verdict::unknown, "not all was asked: " + accepted.trouble, ""});
  return judgements;
}

Judgements judge_suites(const TlsAcceptance& accepted, bool submission) {
  Judgements judgements;
  for (const AcceptedVersion& each : accepted.versions)
    judgements.push_back(
        {Verdict::pass, fmt::format("{}: {}", each.version, fmt::join(each.suites, " ")), ""});
  add_those(judgements, Verdict::warn, "broken suites are accepted",
            suites_that(accepted, is_broken));
  add_those(judgements, submission ? Verdict::warn : Verdict::hint,
            "suites without a certificate are accepted", suites_that(accepted, is_anonymous));
  add_those(
      judgements, Verdict::hint, "suites without forward secrecy are accepted",
      suites_that(accepted, [](std::string_view suite) { return !is_forward_secret(suite); }));
  return judgements;
}

Judgements judge_order(const TlsAcceptance& accepted) {
  Names client;
  bool several = false;
  for (const AcceptedVersion& each : accepted.versions) {
    several = several || each.suites.size() > 1;
    if (each.suites.size() > 1 && !each.server_chooses && each.version != "TLSv1.3")
      client.push_back(each.version);
  }
  if (!several) return {};
  if (client.empty()) return holds("the server's order decides");
  return broken(fmt::format("the client's order decides in {}", fmt::join(client, " ")));
}

Judgements judge_groups(const TlsAcceptance& accepted) {
  if (accepted.groups.empty()) return {};
  return holds(fmt::format("{}", fmt::join(accepted.groups, " ")));
}

}  // namespace probe

// The text of an SPF record (RFC 7208 sections 4.5, 4.6, 5, 6, 12). Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "policy/finding.h"
#include "policy/spf_macro.h"

namespace policy {

enum class SpfQualifier { pass, fail, softfail, neutral };
enum class SpfMechanism { all, include, a, mx, ptr, ip4, ip6, exists };

std::string_view spf_mechanism_name(SpfMechanism mechanism);  // "include"

struct SpfDirective {
  SpfQualifier qualifier = SpfQualifier::pass;
  SpfMechanism mechanism = SpfMechanism::all;
  std::optional<SpfMacroString> domain;  // none: the domain whose record this is
  net::IpAddress ip;                     // of ip4 and ip6
  unsigned prefix4 = 32, prefix6 = 128;  // of a and mx both, of ip4 and ip6 their own
  std::string text;                      // as published: "~include:_spf.example.com"
  std::size_t column = 0;
};

struct SpfModifier {
  std::string name;  // lower case
  SpfMacroString value;
  std::string text;
  std::size_t column = 0;
};

struct SpfRecord {
  std::vector<SpfDirective> directives;  // in the order in which they are tried
  std::optional<SpfModifier> redirect, exp;
  std::vector<SpfModifier> unknown;  // ignored by everybody
};

// True when `text` begins with the version section: exactly "v=spf1", then a blank or the end.
bool is_spf(std::string_view text);

// The whole of `text` by the grammar of section 12; what is wrong anywhere in it is an error, for
// a receiver gives permerror before it tries the first term.
Parsed<SpfRecord> parse_spf(std::string_view text);

// Every such error, at most kMaxSpfErrors, in the record's order: what is to be mended at once.
constexpr std::size_t kMaxSpfErrors = 10;
std::vector<Finding> spf_errors(std::string_view text);

// True when the record itself lets anybody pass, or leaves that to another one.
bool lets_some_send(const SpfRecord& record);

// True for the terms that count against the limit of 10 (section 4.6.4): include, a, mx, ptr and
// exists; redirect is the sixth.
bool asks_dns(SpfMechanism mechanism);

}  // namespace policy

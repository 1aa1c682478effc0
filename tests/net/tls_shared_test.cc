#include "net/tls_shared.h"

#include <doctest/doctest.h>

#include "net/certificates.h"

using namespace net;
using namespace test;

TEST_CASE("handshakes with equal options have one context and one store") {
  TlsOptions options;
  options.shared = share_tls();
  TlsOptions other_name = options;
  other_name.sni = other_name.verify_name = "mx.example.com";
  CHECK(context_for(options)->get() == context_for(other_name)->get());
  CHECK(roots_for(options)->get() == roots_for(other_name)->get());
}

TEST_CASE("what was changed is made anew") {
  const TemporaryDirectory directory;
  TlsOptions options;
  options.shared = share_tls();
  const SslContextPtr first = std::move(*context_for(options));
  const StorePtr roots = std::move(*roots_for(options));
  options.max_version = "TLSv1.2";
  options.ca_path = directory.write("ca.pem", authority("Test Root").pem());
  CHECK(context_for(options)->get() != first.get());
  CHECK(roots_for(options)->get() != roots.get());
}

TEST_CASE("without sharing each handshake has a context of its own") {
  const TlsOptions options;
  const SslContextPtr first = std::move(*context_for(options));
  CHECK(context_for(options)->get() != first.get());
}

// All error paths of sharing follow.

TEST_CASE("an error is told each time, and what stood there before stays") {
  TlsOptions good;
  good.shared = share_tls();
  const SslContextPtr before = std::move(*context_for(good));
  TlsOptions bad = good;
  bad.groups = "nonsense";
  bad.ca_path = "/nowhere";
  for (int i = 0; i < 2; ++i) {
    CHECK(context_for(bad).error().kind == base::ErrorKind::parse);
    CHECK(roots_for(bad).error().kind == base::ErrorKind::no_input);
  }
  CHECK(context_for(good)->get() == before.get());
}

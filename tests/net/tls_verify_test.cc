#include "net/tls_verify.h"

#include <doctest/doctest.h>

#include "net/certificates.h"
#include "net/tls_certificate.h"

using namespace net;
using namespace test;

namespace {

// The world of one test: a trusted root, and what a server sends.
struct Fixture {
  Issued root = authority("Test Root");
  StorePtr roots{X509_STORE_new()};

  Fixture() { X509_STORE_add_cert(roots.get(), root.certificate.get()); }

  Verdict judge(std::initializer_list<const Issued*> sent, const std::string& name = "") const {
    STACK_OF(X509)* chain = sk_X509_new_null();
    for (const Issued* each : sent) sk_X509_push(chain, each->certificate.get());
    Verdict verdict = judge_chain(chain, *roots, name);
    sk_X509_free(chain);
    return verdict;
  }
  std::string trouble(const Wish& wish, const std::string& name = "") const {
    const Issued leaf = issue(wish, &root);
    return judge({&leaf}, name).trouble();
  }
};

std::string date_in(long days) {
  const net::CertificatePtr scratch(X509_new());
  X509_gmtime_adj(X509_getm_notAfter(scratch.get()), seconds_in(days));
  return show_date(X509_get0_notAfter(scratch.get()));
}

Wish with_names(const std::string& names) {
  Wish wish;
  wish.names = names;
  return wish;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a good chain with a good name has no trouble") {
  const Issued middle = authority("Test Intermediate", &root);
  const Issued leaf = issue({}, &middle);
  const Verdict verdict = judge({&leaf, &middle}, "mx.example.com");
  CHECK(verdict.trouble() == "");
  CHECK(verdict.chain_trusted);
  CHECK(verdict.name_matched);
}

TEST_CASE_FIXTURE(Fixture, "a verification that fails without naming a fault is no trust") {
  X509_STORE_set_verify(roots.get(), [](X509_STORE_CTX*) { return 0; });
  const Issued leaf = issue({}, &root);
  const Verdict verdict = judge({&leaf});
  CHECK_FALSE(verdict.chain_trusted);
  CHECK(verdict.trouble() == "certificate: unspecified certificate verification error");
}

TEST_CASE_FIXTURE(Fixture, "names are matched as RFC 9525 says") {
  CHECK(trouble(with_names("DNS:*.example.com"), "mx.example.com") == "");
  CHECK(trouble(with_names("DNS:*.example.com"), "MX.example.COM.") == "");
  CHECK(trouble(with_names("IP:192.0.2.1"), "192.0.2.1") == "");
  CHECK(trouble(with_names("IP:2001:db8::1"), "2001:db8:0::1") == "");
  for (const char* wrong : {"example.com", "a.b.example.com", "mx.example.net"})
    CHECK(trouble(with_names("DNS:*.example.com"), wrong) != "");
  CHECK(trouble(with_names("DNS:m*.example.com"), "mx.example.com") != "");
  CHECK(trouble(with_names("DNS:192.0.2.1"), "192.0.2.1") != "");
}

// All troubles of a name follow.

TEST_CASE_FIXTURE(Fixture, "a wrong name is told with the names that are there") {
  CHECK(trouble(with_names("DNS:a.example,DNS:b.example"), "mx.example.com") ==
        "the certificate is for a.example, b.example, not for mx.example.com: connect by one of "
        "its names, or have it reissued");
  CHECK(trouble(with_names("DNS:a,DNS:b,DNS:c,DNS:d,DNS:e,DNS:f,IP:::1"), "mx") ==
        "the certificate is for a, b, c, d, e and 2 more, not for mx: connect by one of its names, "
        "or have it reissued");
}

TEST_CASE_FIXTURE(Fixture, "a common name alone does not count") {
  CHECK(trouble(with_names(""), "mx.example.com") ==
        "the certificate has only the common name mx.example.com and no subject alternative name, "
        "which alone counts (RFC 9525): have it reissued for mx.example.com");
}

TEST_CASE_FIXTURE(Fixture, "a certificate without any name says so") {
  Wish wish = with_names("");
  wish.name = "";
  CHECK(trouble(wish, "mx.example.com") ==
        "the certificate is for no host at all, not for mx.example.com: have it reissued");
}

// All troubles of a chain follow.

TEST_CASE_FIXTURE(Fixture, "an expired certificate says since when") {
  Wish wish;
  wish.to_days = -12;
  wish.from_days = -100;
  CHECK(trouble(wish) == "certificate expired 12 days ago (" + date_in(-12) + "): renew it");
  wish.to_days = -1;
  CHECK(trouble(wish) == "certificate expired 1 day ago (" + date_in(-1) + "): renew it");
  wish.to_days = 0;
  CHECK(trouble(wish).starts_with("certificate expired today ("));
}

TEST_CASE_FIXTURE(Fixture, "a certificate of tomorrow says from when") {
  Wish wish;
  wish.from_days = 3;
  CHECK(trouble(wish) == "certificate is not valid before " + date_in(3) +
                             ": wait, or set the clock of this machine right");
}

TEST_CASE_FIXTURE(Fixture, "a self-signed certificate is told from an unknown root") {
  const Issued lonely = issue({});
  CHECK(judge({&lonely}).trouble() ==
        "certificate is self-signed: trust it with --tls-ca-path if it is yours, or get one from a "
        "CA");
  const Issued rogue = authority("Rogue Root");
  const Issued leaf = issue({}, &rogue);
  CHECK(judge({&leaf, &rogue}).trouble() ==
        "issuer unknown: the root CN=Rogue Root is not trusted here; use --tls-ca-path if it is a "
        "private CA");
}

TEST_CASE_FIXTURE(Fixture, "an issuer that is not there is missing or unknown") {
  const Issued middle = authority("Test Intermediate", &root);
  Wish wish;
  const Issued leaf = issue(wish, &middle);
  CHECK(judge({&leaf}).trouble() ==
        "issuer unknown: CN=Test Intermediate is neither trusted here nor sent by the server; use "
        "--tls-ca-path if it is a private CA; if it is a missing intermediate certificate, the "
        "server must send it");
  wish.issuer_place = "caIssuers;URI:http://ca.example/i.crt";
  const Issued public_leaf = issue(wish, &middle);
  CHECK(judge({&public_leaf}).trouble() ==
        "missing intermediate certificate: the server must send that of CN=Test Intermediate too");
}

TEST_CASE_FIXTURE(Fixture, "a certificate for clients only is refused") {
  Wish wish;
  wish.usage = "clientAuth";
  CHECK(trouble(wish) ==
        "certificate is not made for servers (its key usage says so): have it reissued");
}

TEST_CASE_FIXTURE(Fixture, "a key that is too weak is shown") {
  Wish wish;
  wish.rsa_bits = 1024;
  CHECK(trouble(wish) ==
        "certificate has a key that is too weak (RSA 1024 bits): make it anew with RSA 2048 or EC "
        "P-256");
}

TEST_CASE_FIXTURE(Fixture, "an issuer that is no CA, or has expired, is named") {
  Wish wish;
  wish.name = "no-ca.example";
  const Issued no_ca = issue(wish, &root);
  const Issued leaf = issue({}, &no_ca);
  CHECK(judge({&leaf, &no_ca}).trouble() ==
        "certificate of the issuer CN=no-ca.example may not issue certificates: it is no CA");
  Wish old;
  old.name = "Old CA";
  old.is_ca = true;
  old.from_days = -100;
  old.to_days = -2;
  const Issued expired = issue(old, &root);
  const Issued below = issue({}, &expired);
  CHECK(judge({&below, &expired}).trouble() ==
        "certificate of the issuer CN=Old CA expired 2 days ago (" + date_in(-2) +
            "): the server must send its successor");
}

TEST_CASE_FIXTURE(Fixture, "a chain that was tampered with does not fit") {
  Issued forger = authority("Test Root");
  const Issued leaf = issue({}, &forger);
  CHECK(judge({&leaf}).trouble() ==
        "certificate does not fit the key of its issuer: it was changed, or the wrong issuer is "
        "sent");
}

TEST_CASE_FIXTURE(Fixture, "a revoked certificate says so") {
  const Issued leaf = issue({}, &root);
  X509_CRL* list = X509_CRL_new();
  X509_CRL_set_issuer_name(list, X509_get_subject_name(root.certificate.get()));
  X509_CRL_set1_lastUpdate(list, X509_get0_notBefore(root.certificate.get()));
  X509_CRL_set1_nextUpdate(list, X509_get0_notAfter(root.certificate.get()));
  X509_REVOKED* entry = X509_REVOKED_new();
  X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(leaf.certificate.get()));
  X509_REVOKED_set_revocationDate(
      entry, const_cast<ASN1_TIME*>(X509_get0_notBefore(leaf.certificate.get())));
  X509_CRL_add0_revoked(list, entry);
  X509_CRL_sign(list, root.key.get(), EVP_sha256());
  X509_STORE_add_crl(roots.get(), list);
  X509_STORE_set_flags(roots.get(), X509_V_FLAG_CRL_CHECK);
  CHECK(judge({&leaf}).trouble() == "certificate is revoked: replace it");
  X509_CRL_free(list);
}

TEST_CASE_FIXTURE(Fixture, "two troubles are both told") {
  Wish wish;
  wish.to_days = -12;
  wish.from_days = -100;
  CHECK(trouble(wish, "mx.example.net") ==
        "certificate expired 12 days ago (" + date_in(-12) +
            "): renew it; the certificate is for mx.example.com, not for mx.example.net: connect "
            "by one of its names, or have it reissued");
}

TEST_CASE_FIXTURE(Fixture, "a server without a certificate is not trusted") {
  CHECK(judge({}).trouble() == "the server sent no certificate");
}

#include "geo/passwords.hpp"

#include "catch.hpp"
#include "geo/provenance.hpp"

using namespace thalweg;

TEST_CASE("a password is not shown", "[passwords]") {
  CHECK(without_passwords("PG:dbname=borders host=db password=secret user=me") == "PG:dbname=borders host=db user=me");
  CHECK(without_passwords("PG:dbname=borders password = 'se''cret'") == "PG:dbname=borders");
  CHECK(without_passwords(R"(PG:password='se\'c ret' dbname=borders)") == "PG: dbname=borders");
  CHECK(without_passwords(R"(PG:password=se\ cret dbname=borders)") == "PG: dbname=borders");
  CHECK(without_passwords("PG:dbname=borders PASSWORD='secret") == "PG:dbname=borders");
  CHECK(without_passwords("postgresql://me:secret@db:5432/borders") == "postgresql://me@db:5432/borders");
  CHECK(without_passwords("postgresql://me:se@c/r?et@db/borders") == "postgresql://me@db/borders");
  CHECK(without_passwords("postgresql://db/borders?password=secret&sslmode=require&sslpassword=secret") ==
        "postgresql://db/borders?sslmode=require&");
  CHECK(without_passwords("MYSQL:borders,user=me,password=secret") == "MYSQL:borders,user=me,");
  CHECK(without_passwords("PG:dbname=a password=secret: could not be read") == "PG:dbname=a could not be read");
}

TEST_CASE("what holds no password stays as it is", "[passwords]") {
  for (const char* text : {"events.csv", "/data/password/events.csv", "PG:dbname=borders host=/run/postgresql",
                           "postgresql://me@db:5432/borders", "/vsicurl/https://example.org:8080/events.csv", "-"}) {
    CHECK(without_passwords(text) == text);
  }
}

TEST_CASE("the column of the data names databases without password", "[passwords]") {
  ReadOptions read;
  read.sources = {"/data/events.csv", "-", "PG:host=/run/postgresql password=a/b dbname=borders",
                  "postgresql://me:a/b@db/borders"};
  CHECK(data_name(read) ==
        "events.csv, standard input, PG:host=/run/postgresql dbname=borders, postgresql://me@db/borders");
}

/// Tests that are made from docs/api/openapi.yaml.
package no.getdrop.tests.contract;

/**
 * Who may speak on the Raft port: the cluster's secret and its certificates. Knows no socket, and
 * nothing beyond the JDK, so that the client can use it as it is.
 */
package io.neurocache.raft.auth;

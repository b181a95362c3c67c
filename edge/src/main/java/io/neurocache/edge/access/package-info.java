/** Who may write, purge and operate: the host's own users, or the bearer of the token. */
package io.neurocache.edge.access;

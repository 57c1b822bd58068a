"""The machine interface: the OpenID AuthZEN Authorization API 1.0, asked by partners' case systems."""

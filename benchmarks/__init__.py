"""What the product's speed is measured with: always beside a floor or a peer, in the same run on the same machine."""

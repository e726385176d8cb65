"""What others need of the hub, each in the form they publish: repairs, supply chain events, kilograms, reuse sheets."""

"""VIEW: a portal -> pages as plain, frozen data. What a template may read stands here, and nothing else."""

"""Pages of sharing: patient.py is /share/, clinic.py is /clinic/."""

"""Offline inspection desktop and central server for 安责险事故预防服务."""

__version__ = "0.2.0"

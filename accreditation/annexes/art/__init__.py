"""Drawing of inventories."""

from accreditation.annexes.art.inventory import Inventory, inventory_pdf

__all__ = ["Inventory", "inventory_pdf"]

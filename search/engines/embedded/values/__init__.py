"""Value columns as arrays of all documents, made on first use and kept.

value_counts.py    `ValueCounts`: how many of some documents have which value
value_orders.py    `ValueOrders`: where each document stands in an order
"""

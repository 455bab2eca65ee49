# made by hand
Creator "hand"
Version 1
graph [
  directed 1
  label "Families"
  node [ id 0 label "O&apos;Brien &amp; Sons" graphics [ x 10.5 y -2.0 w 30 h 30 type "ellipse" fill "#FF8000" ] gid 7 ]
  node [ id 1 label "M&#252;ller" type "Person" born 1950 list [ a 1 b "two" ] ]
  edge [ source 1 target 0 value 2,5 label "owns" ]
  edge [ source 1 target 9 graphics [ fill "#00FF00" arrow "both" ] ]
  edge [ source 1 ]
  node [ id 7 label "Clan" isGroup 1 ]
  node [ label "no id" ]
  node [ id 1 nick "Mo" nick "Mimi" ]
]

package main
import ("testing";"fmt";"os";"strings")
func TestDbg(t *testing.T){ for _,l:=range strings.Fields(os.Getenv("L")){ rows,_:=lines("../../shared/data/questions/ud-"+l+".tsv"); for _,r:=range rows{a:=asks(r[1]); if a!=(r[0]=="question"){k:="FN"; if a{k="FP"}; fmt.Println(l,k,r[1])}}}}
